package io.dxmi.samplers.program;

import java.util.ArrayList;
import java.util.List;

/**
 * The words of serialized TorchScript, as the lexer of libtorch 2.7 takes the text apart: comments and blanks fall away, a
 * {@code # type:} comment counts, strings stay whole. Line breaks fall away too, so that what is adjacent there is adjacent
 * here.
 */
final class Tokens {

    private static final String TYPE_COMMENT = "# type:";
    private static final int MOST_WORDS = 2_000_000;

    private final String text;
    private final List<String> words = new ArrayList<>();
    private int at;

    private Tokens(String text) {
        this.text = text;
    }

    /**
     * The words of a text.
     *
     * @return identifiers, numbers without points and signs, strings with their quotes, all other characters one by one
     * @throws Refused if a string does not end, or the text has more words than any program
     */
    static List<String> of(String text) throws Refused {
        Tokens tokens = new Tokens(text);
        while (tokens.at < text.length()) tokens.next();
        return tokens.words;
    }

    private void next() throws Refused {
        char c = text.charAt(at);
        if (blank(c)) at++;
        else if (text.startsWith("\\\n", at)) at += 2;
        else if (text.startsWith(TYPE_COMMENT, at)) at += TYPE_COMMENT.length();
        else if (c == '#') at = lineEnd();
        else if (c == '"' || c == '\'') word(stringEnd(c));
        else if (letter(c)) word(run());
        else if (digit(c)) word(run());
        else word(at + 1);
    }

    private void word(int end) throws Refused {
        if (words.size() == MOST_WORDS) throw new Refused("its code has more than " + MOST_WORDS + " words");
        words.add(end == at + 1 ? text.substring(at, end).intern() : text.substring(at, end));
        at = end;
    }

    private int run() {
        int end = at + 1;
        while (end < text.length() && (digit(text.charAt(end)) || letter(text.charAt(end)))) end++;
        return end;
    }

    private int lineEnd() {
        int end = text.indexOf('\n', at);
        return end < 0 ? text.length() : end;
    }

    private int stringEnd(char quote) throws Refused {
        String mark = String.valueOf(quote);
        if (text.startsWith(mark.repeat(3), at)) mark = mark.repeat(3);
        int end = at + mark.length();
        while (end < text.length() && !text.startsWith(mark, end)) {
            if (text.charAt(end) == '\n' && mark.length() == 1)
                throw new Refused("its code has a string without an end");
            end += text.charAt(end) == '\\' ? 2 : 1;
        }
        if (end >= text.length()) throw new Refused("its code has a string without an end");
        return end + mark.length();
    }

    /** Also what is a blank or a letter in some locales only. */
    private static boolean blank(char c) {
        return c <= ' ' || c >= 0x7f;
    }

    static boolean digit(char c) {
        return c >= '0' && c <= '9';
    }

    static boolean letter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    }
}
