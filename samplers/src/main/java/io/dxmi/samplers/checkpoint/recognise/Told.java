package io.dxmi.samplers.checkpoint.recognise;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Settings that a file may tell beside its tensors, and the list of those that it does not. */
final class Told {

    private final Map<String, String> notes;
    private final List<String> assumed = new ArrayList<>();

    Told(Map<String, String> notes) {
        this.notes = notes;
    }

    /** Names of the settings that were asked for and are not told. */
    List<String> assumed() {
        return List.copyOf(assumed);
    }

    /** @param keys the setting's name, and other names that it has in files */
    int number(int usual, String... keys) {
        // a square picture may be told by both of its sides
        String text = text(keys).replaceFirst("^\\[(\\d+), ?\\1\\]$", "$1");
        if (text.matches("\\d{1,5}")) return Integer.parseInt(text);
        assumed.add(keys[0]);
        return usual;
    }

    double decimal(double usual, String key) {
        try {
            return Double.parseDouble(text(key));
        } catch (NumberFormatException e) {
            assumed.add(key);
            return usual;
        }
    }

    boolean flag(boolean usual, String key) {
        String text = text(key);
        if (text.equals("true") || text.equals("false")) return text.equals("true");
        assumed.add(key);
        return usual;
    }

    private String text(String... keys) {
        for (String key : keys) {
            if (notes.containsKey(key)) return notes.get(key);
        }
        return "";
    }
}
