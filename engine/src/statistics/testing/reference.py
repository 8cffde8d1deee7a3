"""Makes reference.json: what SciPy and statsmodels say. Run with both installed (Debian: python3-scipy, python3-statsmodels):

    python3 reference.py > reference.json
"""
import json, sys
import numpy as np, scipy, statsmodels
from scipy import optimize, special, stats
from statsmodels.stats import contingency_tables, inter_rater, multitest, power, proportion

rng = np.random.default_rng(20261123)
clean = lambda xs: [float(x) for x in xs]
out = {"origin": f"SciPy {scipy.__version__}, statsmodels {statsmodels.__version__}, NumPy {np.__version__}"}

out["wilson"] = [
    dict(zip(["successes", "trials", "confidence", "low", "high"],
             [k, n, c, *map(float, proportion.proportion_confint(k, n, 1 - c, "wilson"))]))
    for n in (1, 2, 7, 50, 1000, 100000) for k in sorted({0, 1, n // 3, n - 1, n}) for c in (0.8, 0.95, 0.999)]

out["mcnemar"] = []
for b, c in [(0, 0), (0, 1), (5, 1), (10, 10), (3, 20), (49, 51), (30, 70), (400, 300), (0, 60)]:
    for exact in (True, False):
        if b + c == 0 and not exact: continue
        r = contingency_tables.mcnemar([[10, b], [c, 10]], exact=exact, correction=True)
        out["mcnemar"].append(dict(onlyFirst=b, onlySecond=c, exact=exact, pValue=float(r.pvalue)))

out["welch"], out["mannWhitney"] = [], []
samples = []
for m, n in [(2, 2), (3, 9), (8, 8), (7, 30), (25, 40), (200, 300)]:
    samples.append((rng.normal(0, 1, m), rng.normal(0.4, 2.5, n)))
    samples.append((rng.integers(0, 6, m).astype(float), rng.integers(1, 7, n).astype(float)))
samples.append((np.array([1.0, 2.0, 3.0]), np.array([11.0, 12.0, 13.5, 14.0])))
samples.append((rng.exponential(1, 60), rng.exponential(50, 60)))
for a, b in samples:
    if np.var(a) + np.var(b) > 0:
        r = stats.ttest_ind(b, a, equal_var=False)
        va, vb = np.var(a, ddof=1) / len(a), np.var(b, ddof=1) / len(b)
        df = (va + vb) ** 2 / (va**2 / (len(a) - 1) + vb**2 / (len(b) - 1))
        # Its inverse is good to eight digits only; the root of its distribution to all.
        critical = optimize.brentq(lambda t: stats.t.sf(t, df) - 0.025, 1, 1e4, xtol=1e-13, rtol=1e-14)
        half = critical * np.sqrt(va + vb)
        d = b.mean() - a.mean()
        out["welch"].append(dict(first=clean(a), second=clean(b), t=float(r.statistic), df=float(df),
                                 pValue=float(r.pvalue), low=float(d - half), high=float(d + half)))
    ties = len(np.unique(np.concatenate([a, b]))) < len(a) + len(b)
    exact = not ties and min(len(a), len(b)) <= 8 and len(a) + len(b) <= 60
    r = stats.mannwhitneyu(b, a, alternative="two-sided", method="exact" if exact else "asymptotic")
    delta = float(np.sign(b[:, None] - a[None, :]).mean())
    out["mannWhitney"].append(dict(first=clean(a), second=clean(b), u=float(r.statistic), exact=exact,
                                   pValue=float(r.pvalue), delta=delta))

out["bca"] = []
for values in [rng.normal(0.2, 1, 20), rng.exponential(1, 35) - 0.5, rng.integers(-1, 2, 40).astype(float)]:
    r = stats.bootstrap((values,), np.mean, n_resamples=499, confidence_level=0.9, method="BCa", random_state=1)
    left_out = [(values.sum() - v) / (len(values) - 1) for v in values]
    out["bca"].append(dict(observed=float(values.mean()), estimates=clean(r.bootstrap_distribution), leftOut=clean(left_out),
                           confidence=0.9, low=float(r.confidence_interval.low), high=float(r.confidence_interval.high)))

out["adjusted"] = []
for ps in [[0.01, 0.04, 0.03], [0.5], [0.001, 0.2, 0.2, 0.9, 0.011, 1.0, 0.0], list(rng.uniform(0, 0.2, 25))]:
    out["adjusted"].append(dict(pValues=clean(ps),
        benjaminiHochberg=clean(multitest.multipletests(ps, method="fdr_bh")[1]),
        holm=clean(multitest.multipletests(ps, method="holm")[1])))

out["power"] = []
for a, b, cases, alpha in [(0.5, 0.6, 100, 0.05), (0.9, 0.95, 400, 0.05), (0.8, 0.8, 50, 0.05), (0.1, 0.7, 12, 0.01), (0, 0.2, 20, 0.1)]:
    h = proportion.proportion_effectsize(b, a)
    out["power"].append({"from": a, "to": b, "cases": cases, "alpha": alpha, "h": float(h),
        "power": float(power.NormalIndPower().power(h, cases, alpha)),
        "needed": None if a == b else float(power.NormalIndPower().solve_power(h, power=0.8, alpha=alpha))})

out["beta"] = []
for k, n, a, b in [(0, 1, 1, 1), (7, 10, 1, 1), (95, 100, 1, 1), (3, 40, 0.5, 0.5), (400, 1000, 2, 8)]:
    d = stats.beta(a + k, b + n - k)
    out["beta"].append(dict(successes=k, trials=n, a=a, b=b, mean=float(d.mean()), low=float(d.ppf(0.025)), high=float(d.ppf(0.975))))
out["better"] = []
for a1, b1, a2, b2 in [(1, 1, 1, 1), (8, 4, 11, 3), (80, 40, 90, 31), (400.5, 600, 430, 570)]:
    from scipy.integrate import quad
    p = quad(lambda x: stats.beta.pdf(x, a2, b2) * stats.beta.cdf(x, a1, b1), 0, 1, epsabs=1e-13, epsrel=1e-13, limit=500,
             points=[a2 / (a2 + b2)])[0]
    out["better"].append(dict(first=dict(a=a1, b=b1), second=dict(a=a2, b=b2), probability=float(p)))

out["kappa"] = []
for table in [[[20, 5], [10, 15]], [[9, 0, 1], [2, 7, 3], [0, 1, 12]], [[5, 5], [5, 5]], [[40, 0], [1, 2]]]:
    r = inter_rater.cohens_kappa(np.array(table))
    out["kappa"].append(dict(table=table, kappa=float(r.kappa), low=float(r.kappa_low), high=float(r.kappa_upp)))

out["fisher"] = [dict(table=t, pValue=float(stats.fisher_exact(t, alternative="greater").pvalue))
    for t in [[[1, 0], [0, 1]], [[5, 0], [0, 5]], [[20, 3], [4, 10]], [[3, 7], [8, 2]], [[0, 4], [6, 0]], [[400, 30], [45, 500]], [[2, 2], [1, 3]]]]

def sample_ratio(c, s):
    """One by the Bayes factor of Dirichlet(100 shares) against the shares (Lindon and Malek, 2022), at most 1."""
    c, s = np.array(c), np.array(s) / sum(s)
    log_beta = lambda a: special.gammaln(a).sum() - special.gammaln(a.sum())
    return float(min(1, np.exp(c @ np.log(s) - log_beta(100 * s + c) + log_beta(100 * s))))

out["sampleRatio"] = [dict(counts=c, shares=s, pValue=sample_ratio(c, s))
    for c, s in [([500, 500], [1, 1]), ([520, 480], [1, 1]), ([10000, 9500], [50, 50]), ([90, 8, 2], [0.9, 0.08, 0.02]), ([300, 120], [0.7, 0.3]),
                 ([600, 400], [1, 1]), ([900, 60, 40], [0.8, 0.1, 0.1])]]

json.dump(out, sys.stdout)
