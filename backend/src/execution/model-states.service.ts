import { Injectable } from '@nestjs/common';
import { Gateway, type ModelTarget } from '@prompthub/engine';
import type { ModelState, ModelStateList } from '@prompthub/protocol';
import { AccessService } from '../access/access.service';
import type { Actor } from '../common/actor';

/** Models are named by users: of each organization so many are remembered, and so many organizations. */
const MOST = 1000;

type Named = Pick<ModelState, 'model' | 'host'>;

/** What this hub has learned of the models that an organization asked: a circuit is shared by all that ask the same host. */
@Injectable()
export class ModelStatesService {
  readonly #asked = new Map<string, Map<string, Named>>();

  constructor(
    private readonly gateway: Gateway,
    private readonly access: AccessService,
  ) {}

  /** Remembers that the organization asks it. */
  note(organizationId: string, named: Named, { key = named.model }: Pick<ModelTarget, 'key'>): void {
    const asked = this.#asked.get(organizationId) ?? new Map<string, Named>();
    remember(asked, key, named);
    remember(this.#asked, organizationId, asked);
  }

  /** By name. */
  async list(actor: Actor, slug: string): Promise<ModelStateList> {
    const { organization } = await this.access.organization(actor, slug, 'provider-keys.read');
    const asked = this.#asked.get(organization.id);
    const items = this.gateway.report().flatMap(({ key, circuit, latencyMs }): ModelState[] => {
      const named = asked?.get(key);
      if (named === undefined) return [];
      const { state, probeInMs } = circuit;
      return [
        {
          ...{ ...named, state },
          ...(probeInMs === undefined ? {} : { triedInMs: probeInMs }),
          ...(latencyMs === undefined ? {} : { latencyMs }),
        },
      ];
    });
    return { items: items.sort((a, b) => (a.model < b.model ? -1 : 1)) };
  }
}

/** As the newest; the oldest goes when there are too many. */
function remember<Value>(map: Map<string, Value>, key: string, value: Value): void {
  map.delete(key);
  map.set(key, value);
  const [oldest] = map.keys();
  if (map.size > MOST && oldest !== undefined) map.delete(oldest);
}
