import type { TestHub } from '../hub';
import { ownerQuery } from '../owner-query';

/** What may be done with each table, column and function, and with the schema, and by whom; the owner is called so. */
export async function rights(hub: Pick<TestHub, 'ownerUrl'>): Promise<string[]> {
  const rows = await ownerQuery<{ line: string }>(
    hub,
    `WITH holders AS (
       SELECT 'schema public' AS thing, nspacl AS acl, nspowner AS owner FROM pg_namespace WHERE nspname = 'public'
       UNION ALL
       SELECT format('%s %s', relkind, relname), COALESCE(relacl, acldefault((CASE relkind WHEN 'S' THEN 's' ELSE 'r' END)::"char", relowner)), relowner
         FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'S')
       UNION ALL
       SELECT format('%s.%s', attrelid::regclass, attname), attacl, relowner
         FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
         WHERE relnamespace = 'public'::regnamespace AND attacl IS NOT NULL
       UNION ALL
       SELECT format('function %s', proname), COALESCE(proacl, acldefault('f', proowner)), proowner
         FROM pg_proc WHERE pronamespace = 'public'::regnamespace
     )
     SELECT format('%s: %s by %s', thing, privilege_type,
       CASE grantee WHEN owner THEN 'owner' WHEN 0 THEN 'everyone' ELSE grantee::regrole::text END) AS line
     FROM holders, aclexplode(acl)`,
  );
  return rows.map(({ line }) => line).sort();
}
