import type { Command } from '../app';
import { toggleSetting } from './support/toggle-setting';

/** Shows behind the line of the cursor who wrote it, or no longer. */
export const toggleLineBlame: Command = () => toggleSetting('blame.currentLine');
