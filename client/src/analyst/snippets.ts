/** A query as a program would send it; the key stays to be filled in. */
export const snippetKinds = ['curl', 'python', 'r'] as const;
export type SnippetKind = (typeof snippetKinds)[number];

/** In single quotes for a shell. */
const shell = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** JSON is a string literal of Python and, but for its long escapes, of R too. */
const quoted = (text: string): string => JSON.stringify(text);

export function snippet(
  kind: SnippetKind,
  address: string,
  document: string,
  variables: Record<string, unknown>,
): string {
  const body = JSON.stringify({ query: document, variables });
  switch (kind) {
    case 'curl':
      return [
        `curl ${shell(address)} \\`,
        `  -H "Authorization: Bearer $KEHU_KEY" \\`,
        `  -H 'content-type: application/json' \\`,
        `  --data-raw ${shell(body)}`,
      ].join('\n');
    case 'python':
      return [
        'import json, os, urllib.request',
        '',
        `body = ${quoted(body)}`,
        'request = urllib.request.Request(',
        `    ${quoted(address)},`,
        '    data=body.encode(),',
        '    headers={"Authorization": "Bearer " + os.environ["KEHU_KEY"], "content-type": "application/json"},',
        ')',
        'answer = json.load(urllib.request.urlopen(request))',
        'print(answer["data"])',
      ].join('\n');
    case 'r':
      return [
        'library(httr2)',
        '',
        `body <- ${quoted(body)}`,
        `answer <- request(${quoted(address)}) |>`,
        '  req_auth_bearer_token(Sys.getenv("KEHU_KEY")) |>',
        '  req_body_raw(body, type = "application/json") |>',
        '  req_perform() |>',
        '  resp_body_json()',
        'str(answer$data)',
      ].join('\n');
  }
}
