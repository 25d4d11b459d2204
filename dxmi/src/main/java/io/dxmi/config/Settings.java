package io.dxmi.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What every key of a configuration means, from {@code settings.yaml}, and pages made of it. */
public final class Settings {

    /** A line of YAML: indentation, key, and what follows. */
    private static final Pattern LINE = Pattern.compile("( *)([a-z][a-z0-9_]*):(.*)");

    /** Column at which comments of a dump begin. */
    private static final int COMMENT = 34;

    /** Keys whose default differs from kind to kind. */
    private static final Set<String> SIZES = Set.of("width", "multipliers", "attention");

    private static final Map<String, String> MEANINGS = meanings();

    private Settings() {}

    private static Map<String, String> meanings() {
        Map<String, String> meanings = new LinkedHashMap<>();
        ObjectNode file = Yaml.documents(Presets.resource("/io/dxmi/config/settings.yaml"), "settings")
                .get(0);
        file.properties()
                .forEach(entry -> Arrays.stream(entry.getKey().split(", *", -1))
                        .forEach(key -> meanings.put(key, entry.getValue().asText())));
        return meanings;
    }

    /** Meaning, unit and range by dotted key. */
    public static Map<String, String> all() {
        return MEANINGS;
    }

    /** The names that a key chooses from; empty for numbers, texts and lists. */
    public static List<String> choices(String key) {
        return Keys.choices(key);
    }

    /** The keys that are spelt or explained with a word, whatever its case. */
    public static List<String> about(String word) {
        String wanted = word.toLowerCase(Locale.ROOT);
        return MEANINGS.keySet().stream()
                .filter(key -> (key + " " + MEANINGS.get(key) + " " + choices(key))
                        .toLowerCase(Locale.ROOT)
                        .contains(wanted))
                .toList();
    }

    /** One line for people. */
    public static String line(String key) {
        List<String> choices = choices(key);
        return key + ": " + MEANINGS.get(key) + (choices.isEmpty() ? "" : "; one of " + String.join(", ", choices));
    }

    /** The {@link Yaml#dump} of a configuration with the meaning of each key behind it. */
    public static String commented(Config config) {
        Deque<String> sections = new ArrayDeque<>();
        return Yaml.dump(config)
                .lines()
                .map(line -> commented(line, sections))
                .collect(Collectors.joining("\n", "", "\n"));
    }

    private static String commented(String line, Deque<String> sections) {
        Matcher parts = LINE.matcher(line);
        if (!parts.matches()) return line;
        while (sections.size() > parts.group(1).length() / 2) sections.removeLast();
        sections.addLast(parts.group(2));
        String meaning = MEANINGS.get(String.join(".", sections));
        return meaning == null ? line : line + " ".repeat(Math.max(1, COMMENT - line.length())) + "# " + meaning;
    }

    /** The page {@code docs/configuration.md}. */
    public static String page() {
        StringBuilder page = new StringBuilder("""
                # Configuration

                A preset, a file (`-c FILE`) or assignments (`KEY=VALUE`) say what differs from the defaults. A key belongs to the
                choice that reads it: with another kind it is refused. `dxmi settings WORD` searches this page, and
                `dxmi presets NAME` prints a whole configuration with these explanations. `dxmi settings --markdown` writes this page.

                | key | kinds that have it | default | meaning |
                |---|---|---|---|
                """);
        Map<String, Set<String>> defaults = defaults();
        MEANINGS.forEach((key, meaning) -> {
            List<String> choices = choices(key);
            String owners = Keys.owners(key);
            page.append("| `").append(key).append("` | ");
            if (!owners.isEmpty() && !owners.startsWith(key + "="))
                page.append('`').append(owners).append('`');
            page.append(" | ").append(String.join(", ", defaults.getOrDefault(key, Set.of())));
            page.append(" | ").append(meaning);
            if (!choices.isEmpty())
                page.append("; one of `").append(String.join("`, `", choices)).append('`');
            page.append(" |\n");
        });
        return page.toString();
    }

    /** The default of each key; several where it depends on the kind. */
    private static Map<String, Set<String>> defaults() {
        Map<String, Set<String>> defaults = new LinkedHashMap<>();
        List<ObjectNode> documents = Yaml.documents(Presets.resource("/io/dxmi/config/defaults.yaml"), "the defaults");
        note(defaults, "", documents.get(0), "");
        documents.get(1).properties().forEach(entry -> {
            for (String choice : entry.getKey().split(", *", -1)) {
                int equals = choice.indexOf('=');
                String section = choice.substring(0, choice.lastIndexOf('.', equals) + 1);
                note(defaults, section, (ObjectNode) entry.getValue(), choice.substring(equals + 1));
            }
        });
        return defaults;
    }

    private static void note(Map<String, Set<String>> defaults, String section, ObjectNode tree, String kind) {
        for (Map.Entry<String, JsonNode> leaf : Keys.leaves(tree).entrySet()) {
            String value = leaf.getValue().isArray()
                    ? leaf.getValue().toString()
                    : leaf.getValue().asText();
            defaults.computeIfAbsent(section + leaf.getKey(), key -> new LinkedHashSet<>())
                    .add(SIZES.contains(leaf.getKey()) ? value + " (" + kind + ")" : value);
        }
    }
}
