/** "1 comment", "2 comments": enough for the languages that the app has. */
export const plural = (count: number, one: string, many: string) => `${count} ${count === 1 ? one : many}`;
