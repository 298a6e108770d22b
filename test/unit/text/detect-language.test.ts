import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { detectLanguage } from "../../../src/text/detect-language.js";
import { anyText } from "./sample-texts.js";

describe("the language of a text", () => {
  it.each([
    ["what is the capital of France", "en"],
    ["how do i cancel my order", "en"],
    ["wie kann ich mein Passwort ändern", "de"],
    ["comment puis-je changer mon mot de passe", "fr"],
    ["¿cómo puedo cambiar mi contraseña?", "es"],
    ["come posso cambiare la mia password", "it"],
    ["como posso mudar a minha senha, não sei", "pt"],
    ["hoe kan ik mijn wachtwoord wijzigen", "nl"],
  ])("%j is %s", (text, language) => {
    expect(detectLanguage(text)).toEqual({ script: "Latin", language });
  });

  it.each(["reset password", "Kindergarten", "pizza", "", "42", "?"])("of %j is not decided", (text) => {
    expect(detectLanguage(text).language).toBeUndefined();
  });

  it.each([
    ["как сменить пароль", "Cyrillic"],
    ["πώς αλλάζω τον κωδικό", "Greek"],
    ["كيف أغير كلمة المرور", "Arabic"],
    ["איך משנים סיסמה", "Hebrew"],
    ["पासवर्ड कैसे बदलें", "Devanagari"],
    ["เปลี่ยนรหัสผ่าน", "Thai"],
    ["如何更改密码", "Han"],
    ["パスワードを変更する方法", "Kana"],
    ["東京の天気は", "Kana"],
    ["비밀번호 변경 방법", "Hangul"],
    ["1 + 1 = 2", undefined],
    ["password パスワード", undefined],
  ])("the script of %j is %s", (text, script) => {
    expect(detectLanguage(text).script).toBe(script);
  });

  it("is asked of any text without harm", () => {
    fc.assert(fc.property(anyText(), (text) => void detectLanguage(text)));
  });
});
