package io.dxmi.samplers.checkpoint;

import io.dxmi.samplers.checkpoint.pickle.BadPickle;
import io.dxmi.samplers.checkpoint.pickle.Tuple;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Flattens what a pickle held: tensors by path, and the numbers and short texts beside them. */
final class TensorTree {

    /** Dictionaries in dictionaries; published checkpoints have four (optimizer/state/0/exp_avg). */
    private static final int DEEPEST = 8;

    /** The largest published checkpoints have a few thousand, the optimiser's included. */
    private static final int MOST_TENSORS = 100_000;

    private static final int LONGEST_NOTE = 200;
    private static final int MOST_NOTES = 100;

    private final Map<String, TensorView> tensors = new LinkedHashMap<>();
    private final Map<String, String> notes = new LinkedHashMap<>();
    /** What lies on several paths is listed under the first: else a small file could describe a list without end. */
    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());

    TensorTree(Object root) {
        if (root instanceof TensorView tensor) tensors.put("tensor", tensor);
        else walk("", root, 0);
    }

    Map<String, TensorView> tensors() {
        return tensors;
    }

    Map<String, String> notes() {
        return notes;
    }

    private void walk(String path, Object node, int depth) {
        if (depth > DEEPEST) throw new BadPickle("its containers are nested deeper than " + DEEPEST);
        if (node instanceof TensorView tensor) {
            if (tensors.put(path, tensor) != null) {
                throw new BadPickle("it names the tensor " + BadPickle.printable(path) + " twice");
            }
            if (tensors.size() > MOST_TENSORS) throw new BadPickle("it holds more than " + MOST_TENSORS + " tensors");
        } else if (node instanceof Map<?, ?> map) {
            if (!seen.add(map)) return;
            map.forEach((key, value) -> walk(child(path, key), value, depth + 1));
        } else if (node instanceof Tuple || node instanceof List) {
            if (!seen.add(node)) return;
            List<?> items = node instanceof Tuple tuple ? tuple.items() : (List<?>) node;
            for (int i = 0; i < items.size(); i++) {
                // a training curve is a list of numbers, and no note
                if (!isNote(items.get(i))) walk(child(path, i), items.get(i), depth + 1);
            }
        } else if (isNote(node) && notes.size() < MOST_NOTES) {
            notes.put(path, BadPickle.printable(node.toString()));
        }
    }

    private static boolean isNote(Object node) {
        return node instanceof Number
                || node instanceof Boolean
                || (node instanceof String text && text.length() <= LONGEST_NOTE);
    }

    private static String child(String path, Object key) {
        String name = BadPickle.printable(String.valueOf(key));
        return path.isEmpty() ? name : path + "/" + name;
    }
}
