import type { ChatCompletionRequest, LLMock } from '@copilotkit/aimock';
import { contextFor, startWireServer, WIRES } from '../../../providers/testing/wire-server';
import { judgingOf, type JudgeSetting, type Judging } from '../../../runner/judging';
import type { TestCase } from '../../../runner/test-case';

/** What a judge was asked: its instructions, and the data that it was shown. */
export interface Asked {
  readonly system: string;
  readonly user: string;
  /** All messages, so that one can see that it was asked again. */
  readonly messages: number;
  readonly body: ChatCompletionRequest;
}

/** A judge on the wire, who says what a test wants. */
export class StandInJudge {
  /** Text as it is, anything else as JSON. */
  answer: (asked: Asked) => unknown = () => '';
  asked: Asked[] = [];
  readonly #server: LLMock;

  private constructor(server: LLMock) {
    this.#server = server;
    server.on({ userMessage: /[\s\S]*/ }, (body) => {
      const asked = askedOf(body);
      this.asked.push(asked);
      const said = this.answer(asked);
      return {
        content: typeof said === 'string' ? said : JSON.stringify(said),
        usage: { prompt_tokens: 10, completion_tokens: 5 },
      };
    });
    server.onModerate(/kill/, {
      flagged: true,
      categories: { violence: true, harassment: false },
      category_scores: { violence: 0.97, harassment: 0.01 },
    });
    server.onModerate(/.*/, {
      flagged: false,
      categories: { violence: false, harassment: false },
      category_scores: { violence: 0, harassment: 0 },
    });
  }

  static async start(): Promise<StandInJudge> {
    return new StandInJudge(await startWireServer());
  }

  stop(): Promise<void> {
    return this.#server.stop();
  }

  judging(setting: JudgeSetting = {}, test: Partial<Pick<TestCase, 'judge' | 'vars'>> = {}): Judging {
    this.asked = [];
    const context = contextFor(WIRES[0], this.#server.url);
    const models = { model: 'openai/gpt-4o-mini', embeddings: 'echo' };
    return judgingOf({ vars: {}, ...test }, { context, ...models, ...setting });
  }
}

function askedOf(body: ChatCompletionRequest): Asked {
  const text = (role: string): string =>
    body.messages
      .filter((message) => message.role === role)
      .map(({ content }) => (typeof content === 'string' ? content : JSON.stringify(content)))
      .join('\n');
  return { system: text('system'), user: text('user'), messages: body.messages.length, body };
}
