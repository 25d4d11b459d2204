package io.dxmi.samplers.checkpoint.pickle;

import java.util.ArrayList;
import java.util.List;

/** The operands of the machine, with the marks that group them. */
final class PickleStack {

    private final List<Object> items = new ArrayList<>();
    private final List<Integer> marks = new ArrayList<>();

    void push(Object item) {
        items.add(item);
    }

    void mark() {
        marks.add(items.size());
    }

    Object pop() {
        requireItem();
        return items.remove(items.size() - 1);
    }

    Object top() {
        requireItem();
        return items.get(items.size() - 1);
    }

    /** Removes and returns what was pushed since the last mark, and the mark. */
    List<Object> popToMark() {
        if (marks.isEmpty()) throw missing("mark");
        List<Object> above = items.subList(marks.remove(marks.size() - 1), items.size());
        List<Object> popped = new ArrayList<>(above);
        above.clear();
        return popped;
    }

    /** Python's POP also removes a mark, if that is what lies on top. */
    void drop() {
        if (atMark()) marks.remove(marks.size() - 1);
        else pop();
    }

    <T> T pop(Class<T> type) {
        return cast(pop(), type);
    }

    <T> T top(Class<T> type) {
        return cast(top(), type);
    }

    private static <T> T cast(Object item, Class<T> type) {
        if (!type.isInstance(item)) throw new BadPickle("it is damaged: an operand is of the wrong kind");
        return type.cast(item);
    }

    private boolean atMark() {
        return !marks.isEmpty() && marks.get(marks.size() - 1) == items.size();
    }

    private void requireItem() {
        if (items.isEmpty() || atMark()) throw missing("operand");
    }

    private static BadPickle missing(String what) {
        return new BadPickle("it is damaged: the pickle lacks a " + what);
    }
}
