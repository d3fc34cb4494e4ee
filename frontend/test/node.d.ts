// The little of Node that the tests use: its own types are megabytes for three functions.
declare module "node:test" {
  export function test(name: string, run: () => void | Promise<void>): void;
}

declare module "node:assert/strict" {
  const assert: {
    equal(actual: unknown, expected: unknown): void;
    deepEqual(actual: unknown, expected: unknown): void;
    rejects(promise: Promise<unknown>): Promise<void>;
    ok(value: unknown): void;
  };
  export default assert;
}
