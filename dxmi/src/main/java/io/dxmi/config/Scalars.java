package io.dxmi.config;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.function.Function;

/**
 * Numbers and truth values by the type of the field they go into, from YAML's scalars and from the bare text of an
 * override alike: YAML itself takes {@code 1e-3} for a word.
 */
final class Scalars<T> extends StdScalarDeserializer<T> {

    private static final String NUMBER = "[-+]?(\\d+\\.?\\d*|\\.\\d+)([eE][-+]?\\d{1,3})?";

    /** Networks compute in float32, whose products must neither vanish nor become infinite. */
    private static final double LEAST = 1e-30;

    private static final double MOST = 1e30;

    private final String expected;
    private final Function<String, T> parse;

    private Scalars(Class<T> type, String expected, Function<String, T> parse) {
        super(type);
        this.expected = expected;
        this.parse = parse;
    }

    static SimpleModule module() {
        Scalars<Integer> integer = new Scalars<>(
                Integer.class, "a whole number", text -> number(text).intValueExact());
        Scalars<Long> whole =
                new Scalars<>(Long.class, "a whole number", text -> number(text).longValueExact());
        Scalars<Double> real = new Scalars<>(Double.class, "a number", Scalars::real);
        Scalars<NoiseSd> noise = new Scalars<>(
                NoiseSd.class,
                "a number or auto",
                text -> text.equals("auto") ? NoiseSd.auto() : NoiseSd.of(real(text)));
        Scalars<Boolean> truth = new Scalars<>(Boolean.class, "true or false", Scalars::truth);
        return new SimpleModule()
                .addDeserializer(int.class, integer)
                .addDeserializer(long.class, whole)
                .addDeserializer(double.class, real)
                .addDeserializer(NoiseSd.class, noise)
                .addDeserializer(boolean.class, truth);
    }

    @Override
    public T deserialize(JsonParser parser, DeserializationContext context) throws IOException {
        if (!parser.currentToken().isScalarValue() || parser.currentToken() == JsonToken.VALUE_NULL) {
            String came = parser.currentToken().isStructStart() ? "a section or list" : "nothing";
            throw new InvalidFormatException(parser, expected, came, handledType());
        }
        String text = parser.getText().strip();
        try {
            return parse.apply(text);
        } catch (OutOfRange e) {
            throw new InvalidFormatException(
                    parser, expected + ", 0 or from 1e-30 to 1e30 in size", "'" + text + "'", handledType());
        } catch (ArithmeticException | NumberFormatException e) {
            throw new InvalidFormatException(parser, expected, "'" + text + "'", handledType());
        }
    }

    @Override
    public T getNullValue(DeserializationContext context) throws InvalidFormatException {
        throw new InvalidFormatException(context.getParser(), expected, "nothing", handledType());
    }

    private static final class OutOfRange extends RuntimeException {}

    private static BigDecimal number(String text) {
        if (!text.matches(NUMBER)) throw new NumberFormatException(text);
        return new BigDecimal(text);
    }

    private static Double real(String text) {
        double value = number(text).doubleValue();
        double size = Math.abs(value);
        if (value != 0 && !(size >= LEAST && size <= MOST)) throw new OutOfRange();
        return value;
    }

    private static Boolean truth(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new NumberFormatException(text);
        };
    }
}
