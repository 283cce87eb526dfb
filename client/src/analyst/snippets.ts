/** A query as a program would send it; the key stays to be filled in. */
export const snippetKinds = ['curl', 'python', 'r'] as const;
export type SnippetKind = (typeof snippetKinds)[number];

/** Where the key comes from, as a program's comment: in English, as the program is. */
const keyHint = 'KEHU_KEY: the key of an API client, which administrators make, or the token that signIn answers';

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
        `# ${keyHint}`,
        `curl -sS ${shell(address)} \\`,
        `  -H "Authorization: Bearer $KEHU_KEY" \\`,
        `  -H 'content-type: application/json' \\`,
        `  --data-raw ${shell(body)}`,
      ].join('\n');
    case 'python':
      return [
        'import json, os, sys, urllib.error, urllib.request',
        '',
        `# ${keyHint}`,
        `body = ${quoted(body)}`,
        'request = urllib.request.Request(',
        `    ${quoted(address)},`,
        '    data=body.encode(),',
        '    headers={"Authorization": "Bearer " + os.environ["KEHU_KEY"], "content-type": "application/json"},',
        ')',
        'try:',
        '    answer = json.load(urllib.request.urlopen(request))',
        'except urllib.error.HTTPError as refusal:',
        '    answer = json.load(refusal)',
        'for error in answer.get("errors", []):',
        '    print(error["message"], file=sys.stderr)',
        'print(json.dumps(answer.get("data"), indent=2, ensure_ascii=False))',
      ].join('\n');
    case 'r':
      return [
        'library(httr2)',
        '',
        `# ${keyHint}`,
        `body <- ${quoted(body)}`,
        `answer <- request(${quoted(address)}) |>`,
        '  req_auth_bearer_token(Sys.getenv("KEHU_KEY")) |>',
        '  req_body_raw(body, type = "application/json") |>',
        '  req_error(is_error = function(response) FALSE) |>',
        '  req_perform() |>',
        '  resp_body_json()',
        'for (error in answer$errors) message(error$message)',
        'str(answer$data)',
      ].join('\n');
  }
}
