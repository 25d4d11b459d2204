package io.dxmi.samplers.checkpoint;

import io.dxmi.samplers.checkpoint.pickle.BadPickle;
import io.dxmi.samplers.checkpoint.pickle.Opaque;
import io.dxmi.samplers.checkpoint.pickle.Stretch;
import io.dxmi.samplers.checkpoint.pickle.Tuple;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Flattens what a pickle held: tensors by path, the numbers and short texts beside them, and what is not read. */
final class TensorTree {

    /** Dictionaries in dictionaries; published checkpoints have four (optimizer/state/0/exp_avg). */
    private static final int DEEPEST = 8;

    /** Modules in modules of a network that was saved whole. */
    private static final int DEEPEST_MODULE = 32;

    /** The largest published checkpoints have a few thousand, the optimiser's included. */
    private static final int MOST_TENSORS = 100_000;

    /** Where a class of EDM keeps what its constructor was given; a module with it is described by its plain attributes. */
    private static final String ARGUMENTS = "_init_kwargs";

    private static final int LONGEST_NOTE = 200;
    private static final int MOST_NOTES = 100;

    private final Map<String, TensorView> tensors = new LinkedHashMap<>();
    private final Map<String, String> notes = new LinkedHashMap<>();
    private final Map<String, String> unread = new LinkedHashMap<>();
    private BadPickle firstUnread;

    /** What lies on several paths is listed under the first: else a small file could describe a list without end. */
    /** Characters of the names of the modules around a tensor. */
    private static final int LONGEST_NAME = 1000;

    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());

    /** @throws BadPickle if something is there and none of it is a tensor that can be read */
    TensorTree(Object root) {
        if (root instanceof TensorView tensor) tensors.put("tensor", tensor);
        else walk("", root, 0);
        if (tensors.isEmpty() && firstUnread != null) throw firstUnread;
    }

    Map<String, TensorView> tensors() {
        return tensors;
    }

    Map<String, String> notes() {
        return notes;
    }

    /** What is there and not read, by path: the name of its class, or the reason. */
    Map<String, String> unread() {
        return unread;
    }

    private void walk(String path, Object node, int depth) {
        if (node instanceof TensorView tensor) {
            add(path, tensor);
        } else if (depth > DEEPEST) {
            if (!isNote(node)) leaveOut(path, new BadPickle("its containers are nested deeper than " + DEEPEST));
        } else if (node instanceof Map<?, ?> map) {
            if (seen.add(map)) map.forEach((key, value) -> walk(child(path, key), value, depth + 1));
        } else if (node instanceof Opaque object) {
            if (seen.add(object)) object(path, object, depth);
        } else if (node instanceof Tuple || node instanceof List) {
            if (!seen.add(node)) return;
            List<?> items = node instanceof Tuple tuple ? tuple.items() : (List<?>) node;
            for (int i = 0; i < items.size(); i++) {
                // a training curve is a list of numbers, and no note
                if (!isNote(items.get(i))) walk(child(path, i), items.get(i), depth + 1);
            }
        } else if (node instanceof Stretch bytes) {
            leaveOut(path, new BadPickle("it holds an array of " + bytes.length() + " bytes"));
        } else if (isNote(node) && notes.size() < MOST_NOTES) {
            notes.put(path, BadPickle.printable(node.toString()));
        }
    }

    private void add(String path, TensorView tensor) {
        if (tensors.putIfAbsent(path, tensor) != null) {
            leaveOut(path, new BadPickle("it names the tensor " + BadPickle.printable(path) + " twice"));
        }
        if (tensors.size() > MOST_TENSORS) throw new BadPickle("it holds more than " + MOST_TENSORS + " tensors");
    }

    /** An object's attributes are data as well: those of a module are its tensors. */
    private void object(String path, Opaque object, int depth) {
        if (isModule(object)) {
            if (object.content().get(ARGUMENTS) instanceof Map<?, ?> arguments) {
                walk(child(path, "class_name"), object.toString(), depth);
                object.content().forEach((key, value) -> {
                    if (isNote(value)) walk(child(path, key), value, depth);
                });
                walk(child(path, ARGUMENTS), arguments, depth);
            }
            module(path.isEmpty() ? "" : path + "/", object, 0);
            return;
        }
        leaveOut(path, object.refusal(), object.toString());
        object.content().forEach((key, value) -> walk(child(path, key), value, depth + 1));
    }

    private static boolean isModule(Opaque object) {
        return object.content().get("_modules") instanceof Map
                && object.content().get("_parameters") instanceof Map;
    }

    /** Tensors under the names of the state dict that the module would give. */
    private void module(String prefix, Opaque module, int depth) {
        for (String kind : List.of("_parameters", "_buffers")) {
            if (module.content().get(kind) instanceof Map<?, ?> own && seen.add(own)) {
                own.forEach((name, value) -> {
                    if (value instanceof TensorView tensor) add(prefix + BadPickle.printable("" + name), tensor);
                });
            }
        }
        ((Map<?, ?>) module.content().get("_modules")).forEach((name, value) -> {
            if (value instanceof Opaque inner && isModule(inner) && depth < DEEPEST_MODULE && seen.add(inner)) {
                String path = prefix + BadPickle.printable("" + name) + ".";
                if (path.length() > LONGEST_NAME) throw new BadPickle("it is damaged: a name has no end");
                module(path, inner, depth + 1);
            }
        });
    }

    private void leaveOut(String path, BadPickle why) {
        leaveOut(path, why, why.getMessage());
    }

    private void leaveOut(String path, BadPickle why, String shown) {
        if (firstUnread == null) firstUnread = why;
        if (unread.size() < MOST_NOTES) unread.putIfAbsent(path.isEmpty() ? "(whole file)" : path, shown);
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
