"""Makes reference.json: what NLTK and scikit-learn say. Run with both installed (Debian: python3-nltk, python3-sklearn):

    python3 reference.py > reference.json
"""
import json, random, sys
import nltk, sklearn
from nltk.stem.porter import PorterStemmer
from nltk.translate.bleu_score import corpus_bleu
from nltk.translate.gleu_score import corpus_gleu, sentence_gleu
from nltk.translate.meteor_score import meteor_score
from sklearn import metrics

random.seed(20261123)
out = {"origin": f"NLTK {nltk.__version__}, scikit-learn {sklearn.__version__}"}

class NoWordNet:
    def synsets(self, _): return []

VOCABULARY = ("the a dog dogs cat cats walk walked walking walks man men happy happily happiness nation national "
              "nationalize is was relate relational relation of in on and").split()
text = lambda n: [random.choice(VOCABULARY) for _ in range(n)]
def changed(words):
    """Some words left out, exchanged, added or moved."""
    words = list(words)
    for _ in range(random.randint(0, 4)):
        i = random.randrange(len(words))
        kind = random.randrange(4)
        if kind == 0 and len(words) > 1: words.pop(i)
        elif kind == 1: words[i] = random.choice(VOCABULARY)
        elif kind == 2: words.insert(i, random.choice(VOCABULARY))
        else: words.append(words.pop(i))
    return words

out["bleu"], out["gleu"], out["meteor"] = [], [], []
while len(out["bleu"]) < 15:
    corpus = []
    for _ in range(random.randint(1, 4)):
        words = text(random.randint(6, 18))
        corpus.append(dict(text=words, references=[changed(words) for _ in range(random.randint(1, 3))]))
    references, texts = [c["references"] for c in corpus], [c["text"] for c in corpus]
    score = corpus_bleu(references, texts)
    # Without matches of an order NLTK does not smooth as sacreBLEU does.
    if score > 1e-3:
        joined = [dict(text=" ".join(c["text"]), references=[" ".join(r) for r in c["references"]]) for c in corpus]
        out["bleu"].append(dict(corpus=joined, score=100 * score, gleu=corpus_gleu(references, texts)))
for _ in range(25):
    words = text(random.randint(1, 14))
    references = [changed(words) for _ in range(random.randint(1, 3))]
    row = dict(text=words, references=references)
    out["gleu"].append(dict(row, score=sentence_gleu(references, words)))
    out["meteor"].append(dict(row, score=meteor_score(references, words, wordnet=NoWordNet())))

SUFFIXES = ("s es ies sses ed ied eed ing y ly ational tional ation ator izer ization able ably abli alli ally entli ently "
            "eli ousli ously alism iveness fulness ousness aliti ality iviti ivity biliti bility fulli fully logi logy "
            "icate ative alize iciti ical ful ness al ance ence er ic ible ant ement ment ent ion sion tion ou ism ate iti "
            "ous ive ize e ee ll lled y").split()
BASES = "a b sk tr pl fe ho da sw cr rel hopp fizz controll geo archaeo happ form vert conflat agre motor enjo wid adjust bowdl".split()
words = sorted({b + s for b in BASES for s in SUFFIXES} | set(
    "sky skies dying lying tying news inning innings outing outings canning cannings howe proceed exceed succeed "
    "spied died tried flies spy fly is by oo caresses ponies ties caress hopping tanned falling hissing fizzed failing filing "
    "rate cease roll probate electricity triplicate sensibility oed aing".split()))
stem = PorterStemmer().stem
out["stems"] = {w: stem(w) for w in random.sample(words, 700)}
for w in "sky skies dying lying tying news innings outing cannings howe proceed exceed succeed is by spied died theology enjoy".split():
    out["stems"][w] = stem(w)

out["classification"] = []
for labels, n in [("ab", 12), ("abc", 40), ("abcd", 60), ("a", 3), ("xyz", 5)]:
    expected = [random.choice(labels) for _ in range(n)]
    predicted = [e if random.random() < 0.6 else random.choice(labels + "q") for e in expected]
    names = sorted(set(expected) | set(predicted))
    p, r, f, s = metrics.precision_recall_fscore_support(expected, predicted, labels=names, zero_division=0)
    row = dict(expected=expected, predicted=predicted, labels=names, accuracy=float(metrics.accuracy_score(expected, predicted)),
               confusion=metrics.confusion_matrix(expected, predicted, labels=names).tolist(),
               classes=[dict(precision=float(a), recall=float(b), f1=float(c), support=int(d)) for a, b, c, d in zip(p, r, f, s)])
    for average in ("macro", "micro", "weighted"):
        a, b, c, _ = metrics.precision_recall_fscore_support(expected, predicted, labels=names, average=average, zero_division=0)
        row[average] = dict(precision=float(a), recall=float(b), f1=float(c))
    out["classification"].append(row)

json.dump(out, sys.stdout)
