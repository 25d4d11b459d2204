package io.dxmi.samplers.data;

/**
 * How a table was written, as far as its beginning tells.
 *
 * @param separator of fields; a blank stands for any number of blanks
 * @param numbers how numbers are spelled; null if all of them can be read in more than one way, or mean the same in each
 */
public record Spelling(char separator, Numbers numbers) {}
