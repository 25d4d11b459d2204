package io.dxmi.samplers.data;

/**
 * How a table was written, as far as its beginning tells.
 *
 * @param separator of fields; a blank stands for any number of blanks
 * @param numbers how numbers are spelled; null if none of them tells and none had to be guessed
 */
public record Spelling(char separator, Numbers numbers) {

    /** Whether a table with another separator may have such numbers: where commas separate, few are decimal. */
    boolean fits(char other) {
        return numbers != null && (numbers.decimal() == '.' || other != ',' || separator == ',');
    }
}
