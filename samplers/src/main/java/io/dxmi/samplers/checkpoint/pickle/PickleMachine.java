package io.dxmi.samplers.checkpoint.pickle;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * Runs one pickle of protocol 0 to 5.
 *
 * <p>Results are null for None, Boolean, Long, {@link BigInteger} for longer integers, Double, String, {@code byte[]} or, for
 * more than a few bytes, {@link Stretch}, {@link ArrayList} for lists and sets, {@link Tuple}, {@link LinkedHashMap} with keys that are null, texts, numbers, booleans
 * or an {@link Opaque} for any other, {@link Opaque}, and whatever {@link Globals} and persistent references give. They may be
 * cyclic.
 */
public final class PickleMachine {

    private static final int HIGHEST_PROTOCOL = 5;

    /** Bytes of an integer; PyTorch writes one of 10. */
    private static final int LONGEST_INTEGER = 64;

    /** Raw bytes that are a number of NumPy, which writes at most 16; longer ones are values of arrays. */
    private static final int LONGEST_NUMBER = 64;

    /** Items of a tuple that its description shows. */
    private static final int MOST_IN_KEY = 8;

    private final PickleInput in;
    private final Globals globals;
    private final UnaryOperator<Object> persistent;
    private final Budget budget;
    private final PickleStack stack = new PickleStack();
    private final Map<Long, Object> memo = new HashMap<>();
    private int otherKeys;

    private PickleMachine(PickleInput in, Globals globals, UnaryOperator<Object> persistent, Budget budget) {
        this.in = in;
        this.globals = globals;
        this.persistent = persistent;
        this.budget = budget;
    }

    /**
     * Reads one pickle and leaves {@code in} behind its end.
     *
     * @param persistent resolves references to what lies outside of the pickle
     * @throws BadPickle if it is damaged, or too large
     * @throws java.io.UncheckedIOException if the bytes cannot be read
     */
    public static Object read(PickleInput in, Globals globals, UnaryOperator<Object> persistent, Budget budget) {
        return new PickleMachine(in, globals, persistent, budget).run();
    }

    private Object run() {
        for (int code = in.unsigned1(); code != '.'; code = in.unsigned1()) {
            budget.pay(1);
            execute(code);
        }
        return stack.pop();
    }

    private void execute(int code) {
        switch (code) {
            case 0x80 -> requireProtocol(in.unsigned1());
            case 0x95 -> in.number(8); // FRAME: only a hint
            case '(' -> stack.mark();
            case '0' -> stack.drop();
            case '1' -> stack.popToMark();
            case '2' -> stack.push(stack.top());
            case 'N' -> stack.push(null);
            case 0x88 -> stack.push(true);
            case 0x89 -> stack.push(false);
            case 'I' -> stack.push(textInteger(text(in.line())));
            case 'L' -> stack.push(integer(text(in.line()).replaceFirst("L$", "")));
            case 'F' -> stack.push(decimal(text(in.line())));
            case 'J' -> stack.push((long) in.signed4());
            case 'K' -> stack.push(in.number(1));
            case 'M' -> stack.push(in.number(2));
            case 0x8a -> stack.push(integer(in.bytes(limited(in.number(1)))));
            case 0x8b -> stack.push(integer(in.bytes(limited(in.number(4)))));
            case 'G' -> stack.push(in.bigEndianDouble());
            case 'V' -> stack.push(text(in.line()));
            case 'X', 'T' -> pushText(in.number(4));
            case 'U', 0x8c -> pushText(in.number(1));
            case 0x8d -> pushText(in.number(8));
            case 'B' -> pushBytes(in.number(4));
            case 'C' -> pushBytes(in.number(1));
            case 0x8e, 0x96 -> pushBytes(in.number(8));
            case ']', 0x8f -> stack.push(new ArrayList<>());
            case 'l' -> stack.push(stack.popToMark());
            case 'a' -> append(tuple(1).items());
            case 'e', 0x90 -> append(stack.popToMark());
            case ')' -> stack.push(new Tuple(List.of()));
            case 't', 0x91 -> stack.push(new Tuple(stack.popToMark()));
            case 0x85, 0x86, 0x87 -> stack.push(tuple(code - 0x84));
            case '}' -> stack.push(new LinkedHashMap<>());
            case 'd' -> {
                List<Object> items = stack.popToMark();
                stack.push(new LinkedHashMap<>());
                set(items);
            }
            case 's' -> set(tuple(2).items());
            case 'u' -> set(stack.popToMark());
            case 'g' -> recall(integer(text(in.line())));
            case 'h' -> recall(in.number(1));
            case 'j' -> recall(in.number(4));
            case 'p' -> memo.put(entry(integer(text(in.line()))), stack.top());
            case 'q' -> memo.put(in.number(1), stack.top());
            case 'r' -> memo.put(in.number(4), stack.top());
            case 0x94 -> memo.put((long) memo.size(), stack.top());
            case 'c' -> stack.push(globals.find(text(in.line()), text(in.line())));
            case 0x93 -> {
                String name = stack.pop(String.class);
                stack.push(globals.find(stack.pop(String.class), name));
            }
            case 'R', 0x81 -> call(stack.pop(Tuple.class));
            case 0x92 -> {
                stack.pop(); // named arguments
                call(stack.pop(Tuple.class));
            }
            case 'b' -> {
                Object state = stack.pop();
                if (stack.top() instanceof Opaque object) object.take(state, budget);
                // attributes of a dictionary, such as PyTorch's version numbers, are of no use here
            }
            case 'Q' -> stack.push(persistent.apply(stack.pop()));
            default ->
                throw new BadPickle(String.format(Locale.ROOT, "it is damaged or refused: instruction 0x%02x", code));
        }
    }

    private static void requireProtocol(int protocol) {
        if (protocol > HIGHEST_PROTOCOL) {
            throw new BadPickle("it is a pickle of protocol " + protocol + "; 0 to " + HIGHEST_PROTOCOL + " are read");
        }
    }

    private Tuple tuple(int size) {
        Object[] items = new Object[size];
        for (int i = size - 1; i >= 0; i--) items[i] = stack.pop();
        return new Tuple(Arrays.asList(items));
    }

    private void append(List<Object> items) {
        if (stack.top() instanceof Opaque object) {
            items.forEach(object::append);
            return;
        }
        @SuppressWarnings("unchecked")
        List<Object> list = stack.top(ArrayList.class);
        list.addAll(items);
    }

    private void call(Tuple arguments) {
        Function function = stack.pop(Function.class);
        try {
            stack.push(function.call(arguments, budget));
        } catch (BadPickle.Unfit e) {
            stack.push(Opaque.of(e.getMessage()));
        }
    }

    private void pushText(long length) {
        if (length <= PickleInput.LONGEST_TEXT) {
            stack.push(text(in.bytes(length)));
        } else {
            in.skip(length);
            stack.push(Opaque.of("it holds a text of " + length + " bytes"));
        }
    }

    private void pushBytes(long length) {
        if (length >= 0 && length <= LONGEST_NUMBER) {
            stack.push(in.bytes(length));
        } else {
            stack.push(new Stretch(in.position(), length));
            in.skip(length);
        }
    }

    private void set(List<Object> items) {
        if (items.size() % 2 != 0) throw new BadPickle("it is damaged: a dictionary lacks a value");
        if (stack.top() instanceof Opaque object) {
            for (int i = 0; i < items.size(); i += 2) object.put(key(items.get(i)), items.get(i + 1));
            return;
        }
        @SuppressWarnings("unchecked")
        Map<Object, Object> map = stack.top(LinkedHashMap.class);
        for (int i = 0; i < items.size(); i += 2) map.put(key(items.get(i)), items.get(i + 1));
    }

    /** Only what hashes in constant time, and never through itself; another key is kept by its description. */
    private Object key(Object key) {
        if (isPlain(key) || key instanceof Opaque) return key;
        if (key instanceof Tuple tuple
                && tuple.size() <= MOST_IN_KEY
                && tuple.items().stream().allMatch(PickleMachine::isPlain)) {
            return Opaque.of(tuple.items().stream()
                    .map(item -> BadPickle.printable(String.valueOf(item)))
                    .collect(Collectors.joining(", ", "(", ")")));
        }
        return Opaque.of("key " + ++otherKeys);
    }

    private static boolean isPlain(Object item) {
        return item == null || item instanceof String || item instanceof Number || item instanceof Boolean;
    }

    private void recall(Object index) {
        Object found = memo.get(entry(index));
        if (found == null && !memo.containsKey(entry(index))) {
            throw new BadPickle("it is damaged: it refers to entry " + index + ", which was not stored");
        }
        stack.push(found);
    }

    private static Long entry(Object index) {
        return index instanceof Long l ? l : -1L;
    }

    private static int limited(long length) {
        if (length < 0 || length > LONGEST_INTEGER) throw new BadPickle("it holds an integer of " + length + " bytes");
        return (int) length;
    }

    private static Object integer(byte[] littleEndian) {
        if (littleEndian.length == 0) return 0L;
        byte[] bigEndian = new byte[littleEndian.length];
        for (int i = 0; i < bigEndian.length; i++) bigEndian[i] = littleEndian[bigEndian.length - 1 - i];
        return narrowed(new BigInteger(bigEndian));
    }

    private static Object integer(String digits) {
        if (!digits.matches("[+-]?\\d{1,150}")) throw new BadPickle("it is damaged: an integer has no digits");
        return narrowed(new BigInteger(digits));
    }

    private static Object narrowed(BigInteger value) {
        return value.bitLength() < Long.SIZE ? (Object) value.longValue() : value;
    }

    private static Object textInteger(String text) {
        return switch (text) {
            case "00" -> false;
            case "01" -> true;
            default -> integer(text);
        };
    }

    private static double decimal(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            return switch (text) {
                case "nan" -> Double.NaN;
                case "inf" -> Double.POSITIVE_INFINITY;
                case "-inf" -> Double.NEGATIVE_INFINITY;
                default -> throw new BadPickle("it is damaged: a number has no digits");
            };
        }
    }

    private static String text(byte[] utf8) {
        return new String(utf8, StandardCharsets.UTF_8);
    }
}
