package io.dxmi.eval.reference;

/**
 * What is known without a measurement, such as a number of samples or the name of a network. It has no card.
 *
 * @param name key in JSON
 * @param value an {@link Integer} or a {@link String}
 */
public record Fact(String name, Object value) implements Reported {

    /** @throws IllegalArgumentException if the name is blank or the value is of another type: a real number is {@link Measured} */
    public Fact {
        if (name.isBlank()) throw new IllegalArgumentException("a fact needs a name");
        if (!(value instanceof Integer || value instanceof String)) {
            throw new IllegalArgumentException("a fact is a count or a text, got " + name + " = " + value);
        }
    }
}
