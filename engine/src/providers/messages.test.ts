import type { Message } from '@prompthub/core';
import { anthropicMessages } from './anthropic-messages';
import { textOfMessages } from './message-text';
import { openaiMessages } from './openai-messages';

const PNG = 'data:image/png;base64,iVBORw0KGgo=';
const PDF = 'data:application/pdf;base64,JVBERi0=';
const say = (role: Message['role'], ...texts: string[]): Message => ({
  role,
  content: texts.map((text) => ({ text })),
});

describe('OpenAI', () => {
  test('roles and texts', () => {
    const messages = [
      say('system', 'Be brief.'),
      say('user', 'Hi ', 'you'),
      say('model', 'Hello'),
      say('user', ''),
    ];
    expect(openaiMessages(messages)).toEqual([
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'Hi you' },
      { role: 'assistant', content: 'Hello' },
    ]);
  });

  test('media by address and as data', () => {
    const content = [
      { text: 'See' },
      { media: { url: 'https://x.test/a.png' } },
      { media: { url: PNG } },
      { media: { url: PDF } },
      { media: { url: 'data:audio/wav;base64,UklG' } },
      { data: { a: 1 } },
      { metadata: { purpose: 'output', pending: true } },
    ];
    expect(openaiMessages([{ role: 'user', content }])).toEqual([
      {
        role: 'user',
        content: [
          { type: 'text', text: 'See' },
          { type: 'image_url', image_url: { url: 'https://x.test/a.png' } },
          { type: 'image_url', image_url: { url: PNG } },
          { type: 'file', file: { filename: 'document.pdf', file_data: PDF } },
          { type: 'input_audio', input_audio: { data: 'UklG', format: 'wav' } },
          { type: 'text', text: '{"a":1}' },
        ],
      },
    ]);
  });

  test('tool requests and responses, tied together without references', () => {
    const messages: Message[] = [
      {
        role: 'model',
        content: [
          { toolRequest: { name: 'weather', input: { city: 'Bern' } } },
          { toolRequest: { name: 'weather' } },
          { toolRequest: { name: 'clock', ref: 'r1' } },
        ],
      },
      {
        role: 'tool',
        content: [
          { toolResponse: { name: 'clock', ref: 'r1', output: 'noon' } },
          { toolResponse: { name: 'weather', output: { sun: true } } },
          { toolResponse: { name: 'weather' } },
        ],
      },
    ];
    expect(openaiMessages(messages)).toEqual([
      {
        role: 'assistant',
        content: null,
        tool_calls: [
          { id: 'call_1', type: 'function', function: { name: 'weather', arguments: '{"city":"Bern"}' } },
          { id: 'call_2', type: 'function', function: { name: 'weather', arguments: '{}' } },
          { id: 'r1', type: 'function', function: { name: 'clock', arguments: '{}' } },
        ],
      },
      { role: 'tool', tool_call_id: 'r1', content: 'noon' },
      { role: 'tool', tool_call_id: 'call_1', content: '{"sun":true}' },
      { role: 'tool', tool_call_id: 'call_2', content: '' },
    ]);
  });

  test.each(['https://x.test/a.pdf', 'data:video/mp4;base64,AA=='])('refuses %s in words', (url) => {
    expect(() => openaiMessages([{ role: 'user', content: [{ media: { url } }] }])).toThrow(
      expect.objectContaining({ code: 'unsupported' }),
    );
  });
});

describe('Anthropic', () => {
  test('system first, neighbours of one role together, silence left out', () => {
    const messages = [
      say('system', 'A'),
      say('user', 'one'),
      say('user', 'two', ' '),
      say('model', 'three'),
      say('system', 'B'),
    ];
    expect(anthropicMessages(messages)).toEqual({
      system: 'A\n\nB',
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'one' },
            { type: 'text', text: 'two' },
          ],
        },
        { role: 'assistant', content: [{ type: 'text', text: 'three' }] },
      ],
    });
  });

  test('a prompt of system text alone becomes a question', () => {
    expect(anthropicMessages([say('system', 'A')])).toEqual({ messages: [{ role: 'user', content: 'A' }] });
  });

  test('media and tools', () => {
    const messages: Message[] = [
      {
        role: 'user',
        content: [
          { media: { url: PNG } },
          { media: { url: PDF } },
          { media: { url: 'https://x.test/a.pdf' } },
          { media: { url: 'https://x.test/a' } },
        ],
      },
      { role: 'model', content: [{ toolRequest: { name: 'f', input: { a: 1 } } }] },
      { role: 'tool', content: [{ toolResponse: { name: 'f', output: [1] } }] },
    ];
    expect(anthropicMessages(messages).messages).toEqual([
      {
        role: 'user',
        content: [
          { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'iVBORw0KGgo=' } },
          { type: 'document', source: { type: 'base64', media_type: 'application/pdf', data: 'JVBERi0=' } },
          { type: 'document', source: { type: 'url', url: 'https://x.test/a.pdf' } },
          { type: 'image', source: { type: 'url', url: 'https://x.test/a' } },
        ],
      },
      { role: 'assistant', content: [{ type: 'tool_use', id: 'call_1', name: 'f', input: { a: 1 } }] },
      { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'call_1', content: '[1]' }] },
    ]);
  });

  test.each(['data:image/bmp;base64,AA==', 'data:audio/wav;base64,AA=='])('refuses %s in words', (url) => {
    expect(() => anthropicMessages([{ role: 'user', content: [{ media: { url } }] }])).toThrow(
      expect.objectContaining({ code: 'unsupported' }),
    );
  });
});

test.each(['file:///etc/passwd', 'gs://bucket/a.png', 'not a url'])(
  'no provider takes media from %s',
  (url) => {
    const messages: Message[] = [{ role: 'user', content: [{ media: { url } }] }];
    for (const convert of [openaiMessages, anthropicMessages]) {
      expect(() => convert(messages)).toThrow(expect.objectContaining({ code: 'unsupported' }));
    }
  },
);

test.each(['system', 'model'] as const)('media in a %s message is refused, not left out', (role) => {
  const messages: Message[] = [say('user', 'x'), { role, content: [{ text: 'y' }, { media: { url: PNG } }] }];
  for (const convert of [openaiMessages, anthropicMessages]) {
    expect(() => convert(messages)).toThrow(expect.objectContaining({ code: 'unsupported' }));
  }
});

test('data URLs without base64 are encoded', () => {
  const content = [{ media: { url: 'data:image/png,a%20b' } }];
  expect(openaiMessages([{ role: 'user', content }])).toEqual([
    { role: 'user', content: [{ type: 'image_url', image_url: { url: 'data:image/png;base64,YSBi' } }] },
  ]);
});

test('messages as one text', () => {
  const media = { media: { url: `data:image/png;base64,${'A'.repeat(500)}` } };
  const messages: Message[] = [
    say('system', 'A', 'B'),
    { role: 'user', content: [{ text: 'see ' }, media] },
    { role: 'tool', content: [{ toolResponse: { name: 'f', output: 1 } }] },
    { role: 'user', content: [{ metadata: { pending: true } }] },
  ];
  const text = textOfMessages(messages);
  expect(text).toMatch(/^AB\n\nsee data:image\/png;base64,A+…\n\n\{"name":"f","output":1\}$/);
  expect(text.length).toBeLessThan(250);
});
