import type { Command, EditingApp } from '../app';
import { toggleSetting } from './support/toggle-setting';

/** Shows the values of expressions beside them, or hides them. */
export const toggleInlineValues: Command<EditingApp> = () => toggleSetting('inlineValues.enabled');
