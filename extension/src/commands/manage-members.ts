import * as vscode from 'vscode';
import type { OrganizationClient } from '@prompthub/client';
import type { Invitation, Member, OrganizationRole } from '@prompthub/protocol';
import type { Command } from '../app';
import { allItems } from './support/all-items';
import { manageOrganization } from './support/manage-organization';

interface MemberItem extends vscode.QuickPickItem {
  run?(): Promise<void>;
}

const ROLES: { label: OrganizationRole; description: string }[] = [
  { label: 'viewer', description: 'reads' },
  { label: 'editor', description: 'publishes and runs' },
  { label: 'admin', description: 'manages members, keys and projects' },
  { label: 'owner', description: 'may do everything' },
];

/** Members of the linked project's organization: who they are, inviting, changing roles, removing. */
export const manageMembers: Command = (app) => manageOrganization(app, 'Members', oneStep);

/** Shows the list and does what is chosen; false when nothing was. */
async function oneStep(organization: OrganizationClient): Promise<boolean> {
  const members = await allItems((cursor) => organization.members({ cursor }));
  // Invitations are for those who may invite; for others the list is shorter.
  const invitations = await allItems((cursor) => organization.invitations({ cursor })).catch(() => []);
  const items: MemberItem[] = [
    { label: '$(mail) Invite…', description: 'by a one-time link', run: () => invite(organization) },
    { label: 'Members', kind: vscode.QuickPickItemKind.Separator },
    ...members.map((member) => memberItem(organization, member)),
    ...openInvitations(organization, invitations),
  ];
  const options = {
    title: `Members of ${organization.slug}`,
    placeHolder: 'Choose a member, or invite somebody',
  };
  const picked = await vscode.window.showQuickPick(items, options);
  await picked?.run?.();
  return picked !== undefined;
}

function memberItem(organization: OrganizationClient, member: Member): MemberItem {
  const { name, email, role } = member;
  return {
    label: `$(person) ${name}`,
    description: role,
    detail: email,
    run: () => changeMember(organization, member),
  };
}

function openInvitations(organization: OrganizationClient, invitations: readonly Invitation[]): MemberItem[] {
  const open = invitations.filter(
    ({ acceptedAt, expiresAt }) => !acceptedAt && Date.parse(expiresAt) > Date.now(),
  );
  if (open.length === 0) return [];
  const items = open.map(({ id, email, role, expiresAt }) => ({
    label: `$(mail-read) ${email}`,
    description: `invited as ${role}`,
    detail: `until ${new Date(expiresAt).toLocaleString()}`,
    run: () => withdraw(organization, { id, email }),
  }));
  return [{ label: 'Invitations', kind: vscode.QuickPickItemKind.Separator }, ...items];
}

async function invite(organization: OrganizationClient): Promise<void> {
  const email = await vscode.window.showInputBox({
    title: `Invite to ${organization.slug}`,
    prompt: 'E-mail address',
    ignoreFocusOut: true,
    validateInput: (text) => (/^\S+@\S+\.\S+$/.test(text) ? undefined : 'An e-mail address'),
  });
  const role = email && (await chooseRole(`Role of ${email}`));
  if (!email || !role) return;
  const { url } = await organization.invite({ email, role });
  await vscode.env.clipboard.writeText(url);
  void vscode.window.showInformationMessage(
    `Copied the invitation link. It works once; send it to ${email} yourself.`,
  );
}

async function changeMember(organization: OrganizationClient, { userId, name, role }: Member): Promise<void> {
  const remove = { label: '$(trash) Remove from the organization', role: undefined };
  const roles = ROLES.filter(({ label }) => label !== role).map((item) => ({
    label: `$(arrow-swap) Make ${item.label}`,
    description: item.description,
    role: item.label,
  }));
  const picked = await vscode.window.showQuickPick([...roles, remove], { title: `${name} is ${role}` });
  if (picked?.role) await organization.setMemberRole(userId, picked.role);
  else if (picked && (await agrees(`Remove ${name} from ${organization.slug}?`, 'Remove')))
    await organization.removeMember(userId);
}

async function withdraw(
  organization: OrganizationClient,
  { id, email }: { id: string; email: string },
): Promise<void> {
  if (await agrees(`Withdraw the invitation of ${email}?`, 'Withdraw'))
    await organization.deleteInvitation(id);
}

async function chooseRole(title: string): Promise<OrganizationRole | undefined> {
  return (await vscode.window.showQuickPick(ROLES, { title }))?.label;
}

async function agrees(text: string, yes: string): Promise<boolean> {
  return (await vscode.window.showWarningMessage(text, { modal: true }, yes)) === yes;
}
