import { Injectable } from '@nestjs/common';
import { type Answer, type KeptAnswer, LARGEST_ANSWER } from './kept-answer';
import { MemoryAnswers } from './memory-answers';

/** Answers of models, to be given again to equal questions. Never fails, and never makes a call wait. */
@Injectable()
export class AnswerCache {
  readonly #memory = new MemoryAnswers();

  /** The answer to the question of this key (`answerKey`), when one is kept that is younger than so many seconds. */
  async get(key: string, maxAgeSeconds: number): Promise<KeptAnswer | undefined> {
    return Promise.resolve(this.#memory.get(key, maxAgeSeconds));
  }

  /** Keeps an answer for so many seconds, in place of an older one, unless it is very large. Returns before it is kept. */
  put(key: string, answer: Answer, ttlSeconds: number): void {
    const kept: KeptAnswer = { ...answer, keptAt: new Date().toISOString() };
    const json = JSON.stringify(kept);
    if (Buffer.byteLength(json) > LARGEST_ANSWER) return;
    this.#memory.put(key, json, ttlSeconds);
  }
}
