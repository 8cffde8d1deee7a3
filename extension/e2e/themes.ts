import type { Page } from 'playwright-core';

/** What the browser says of its user's taste, and the mark of the theme that VS Code then wears. */
const THEMES = {
  dark: { media: { colorScheme: 'dark', forcedColors: 'none' }, mark: 'vs-dark' },
  light: { media: { colorScheme: 'light', forcedColors: 'none' }, mark: 'vs' },
  contrast: { media: { colorScheme: 'dark', forcedColors: 'active' }, mark: 'hc-black' },
} as const;

export type ThemeName = keyof typeof THEMES;

export const themeNames = Object.keys(THEMES) as ThemeName[];

/** Settings with which a window follows the browser. */
export const THEME_SETTINGS = {
  'window.autoDetectColorScheme': true,
  'window.autoDetectHighContrast': true,
};

export async function wear(page: Page, name: ThemeName): Promise<void> {
  const { media, mark } = THEMES[name];
  await page.emulateMedia(media);
  await page.locator(`.monaco-workbench.${mark}`).waitFor();
}
