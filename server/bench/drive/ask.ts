/** Asks once and answers the data. @throws Error with what the server said where that is not an answer */
export async function ask<T>(port: number, token: string, query: string, variables: object = {}): Promise<T> {
  const response = await fetch(`http://127.0.0.1:${port}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query, variables }),
  });
  const answer = (await response.json()) as { data?: T; errors?: unknown };
  if (answer.errors || !answer.data) throw new Error(`kehu: ${JSON.stringify(answer.errors ?? answer).slice(0, 500)}`);
  return answer.data;
}
