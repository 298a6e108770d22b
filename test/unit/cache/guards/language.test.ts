import { describe, expect, it } from "vitest";
import { judge } from "./judge.js";

describe("the guard of language", () => {
  it.each([
    ["wie kann ich mein Passwort ändern", "how can i change my password", "different languages"],
    ["как сменить пароль", "how can i change my password", "different scripts"],
    ["如何更改密码", "비밀번호 변경 방법", "different scripts"],
  ])("rejects %j for %j: %s", (query, entry, detail) => {
    expect(judge("language", query, entry)).toMatchObject({ verdict: "reject", detail });
  });

  it("passes two texts of one language", () => {
    expect(judge("language", "how can i change my password", "what is my password").verdict).toBe("pass");
    expect(judge("language", "как сменить пароль", "забыл пароль").verdict).toBe("pass");
  });

  it.each([
    ["reset password", "wie kann ich mein Passwort ändern"],
    ["42", "how can i change my password"],
    ["東京天気", "東京の天気は"],
  ])("says nothing of %j and %j", (query, entry) => {
    expect(judge("language", query, entry).verdict).toBe("not-applicable");
  });
});
