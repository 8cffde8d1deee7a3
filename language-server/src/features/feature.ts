import type {
  CancellationToken,
  Connection,
  ProtocolRequestType,
  ServerCapabilities,
} from 'vscode-languageserver';
import type { ClientAbilities, Context } from '../context';
import { guard } from '../guard';
import { inPlainText } from './in-plain-text';

type Capabilities = Partial<ServerCapabilities>;

/** One request of the protocol: what the client is told about it, and who answers. */
export interface Feature {
  readonly method: string;
  /** What the server says of itself at the start; depends on the client where it must. */
  capabilities(client: ClientAbilities): Capabilities;
  serve(connection: Connection, context: Context): void;
}

/** Ties a request of the protocol to the function that answers it; parameters and result are held to the protocol's. */
export function feature<P, R, Partially, E, O>(
  { method }: ProtocolRequestType<P, R, Partially, E, O>,
  answer: (context: Context, params: P, token: CancellationToken) => NoInfer<R> | Promise<NoInfer<R>>,
  capabilities: Capabilities | ((client: ClientAbilities) => Capabilities | false) = {},
): Feature {
  return {
    method,
    capabilities: (client) =>
      (typeof capabilities === 'function' ? capabilities(client) : capabilities) || {},
    serve: (connection, context) =>
      void connection.onRequest(
        method,
        guard(method, async (params: P, token) => {
          const result = await answer(context, params, token);
          return context.abilities.markdown ? result : inPlainText(result);
        }),
      ),
  };
}
