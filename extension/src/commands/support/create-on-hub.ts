import * as vscode from 'vscode';
import type { HubClient } from '@prompthub/client';
import { slugOf } from './link-text';

/** Asks for a name and creates an organization; answers with its slug. */
export async function createOrganization(client: HubClient): Promise<string | undefined> {
  const named = await askForName('Name of the new organization', 'Acme Support');
  return named && (await client.createOrganization(named)).slug;
}

/** Asks for a name and creates a project; answers with its slug. */
export async function createProject(client: HubClient, organization: string): Promise<string | undefined> {
  const named = await askForName(`Name of the new project in ${organization}`, 'Support Desk');
  return named && (await client.organization(organization).createProject(named)).slug;
}

async function askForName(
  title: string,
  placeHolder: string,
): Promise<{ name: string; slug: string } | undefined> {
  const name = await vscode.window.showInputBox({
    title,
    placeHolder,
    ignoreFocusOut: true,
    validateInput: (text) => {
      const slug = slugOf(text);
      if (!slug) return 'Use at least one letter or digit';
      return {
        message: `In addresses it is called ${slug}`,
        severity: vscode.InputBoxValidationSeverity.Info,
      };
    },
  });
  return name?.trim() ? { name: name.trim(), slug: slugOf(name) } : undefined;
}
