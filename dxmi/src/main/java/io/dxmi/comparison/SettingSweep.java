package io.dxmi.comparison;

import io.dxmi.runs.start.InferredConfig;
import io.dxmi.samplers.UserError;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One preset with every combination of some values of its settings. */
public final class SettingSweep {

    private static final int MOST = 1000;

    private final String preset;
    private final List<List<String>> combinations = new ArrayList<>(List.of(List.of()));
    private final List<String> fixed = new ArrayList<>();

    private SettingSweep(String preset) {
        this.preset = preset;
    }

    /**
     * A sweep.
     *
     * @param settings {@code key=a,b,c} with several values, of which every combination is trained, and {@code key=value}.
     *     Commas within brackets, braces or quotes belong to a value
     * @throws UserError if no setting has several values, if there are too many combinations, if a value does not fit,
     *     or if a key, a configuration or the name of a folder comes twice
     */
    public static Variants of(String preset, List<String> settings) {
        SettingSweep sweep = new SettingSweep(preset);
        Map<String, String> keys = new HashMap<>();
        Variants.refuseSeed(settings);
        for (String setting : settings) {
            int equals = setting.indexOf('=');
            if (equals < 1) throw new UserError("expected KEY=VALUE such as game.tau1=0.05,0.1, got " + setting);
            String other = keys.put(setting.substring(0, equals).strip(), setting);
            if (other != null) throw new UserError("expected each key once, got " + other + " and " + setting);
            List<String> values = split(setting.substring(equals + 1));
            if (values.size() == 1) sweep.fixed.add(setting);
            else
                sweep.cross(
                        setting.substring(0, equals), values.stream().distinct().toList());
        }
        if (sweep.combinations.size() == 1) {
            throw new UserError("expected a setting with several values, such as game.tau1=0.05,0.1, got " + settings);
        }
        return sweep.variants();
    }

    private void cross(String key, List<String> values) {
        List<List<String>> crossed = new ArrayList<>();
        for (List<String> before : combinations) {
            for (String value : values) {
                List<String> more = new ArrayList<>(before);
                more.add(key + "=" + value);
                crossed.add(more);
            }
        }
        if (crossed.size() > MOST) {
            throw new UserError("expected at most " + MOST + " combinations of values, got " + crossed.size());
        }
        combinations.clear();
        combinations.addAll(crossed);
    }

    /** The parts between commas that are in no bracket, brace or quote. */
    static List<String> split(String text) {
        List<String> parts = new ArrayList<>();
        StringBuilder part = new StringBuilder();
        int depth = 0;
        char quote = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quote != 0) quote = c == quote ? 0 : quote;
            else if (c == '"' || c == '\'') quote = c;
            else if (c == '[' || c == '{') depth++;
            else if (c == ']' || c == '}') depth--;
            if (c == ',' && depth == 0 && quote == 0) {
                parts.add(part.toString().strip());
                part.setLength(0);
            } else {
                part.append(c);
            }
        }
        parts.add(part.toString().strip());
        return parts;
    }

    private Variants variants() {
        List<String> names = new ArrayList<>();
        List<InferredConfig> inferred = new ArrayList<>();
        for (List<String> combination : combinations) {
            List<String> all = new ArrayList<>(fixed);
            all.addAll(combination);
            names.add(String.join(" ", combination));
            inferred.add(Variants.inferred(preset, all));
        }
        return Variants.checked(names, inferred);
    }
}
