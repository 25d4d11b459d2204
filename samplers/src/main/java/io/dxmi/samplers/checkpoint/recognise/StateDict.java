package io.dxmi.samplers.checkpoint.recognise;

import io.dxmi.samplers.tensor.TensorFile;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * Tensors that lie together in a file and may be one network.
 *
 * @param part where in the file, empty for the file itself
 * @param names the full name in the file for each name without the part and without what wraps the network
 */
public record StateDict(String part, Map<String, String> names) {

    /** Wrappers around wrappers: DataParallel, a value's "net", a compiler's own. */
    private static final int MOST_WRAPPERS = 4;

    /** Modules that compilers and parallel training put around any module, at any depth. */
    private static final Pattern WRAPPED =
            Pattern.compile("(^|\\.)(?:_orig_mod|_fsdp_wrapped_module|_checkpoint_wrapped_module)\\.");

    /** Words of names of averaged weights. */
    private static final Pattern AVERAGED = Pattern.compile("(^|[^a-z])(ema|swa|shadow|averages?|averaged)([^a-z]|$)");

    /** Beside averaged weights, the running ones. */
    private static final Pattern ONLINE = Pattern.compile("(^|[^a-z])online([^a-z]|$)");

    /** Every group of a file but what an optimiser or a schedule keeps. */
    static List<StateDict> of(TensorFile file) {
        Map<String, Map<String, String>> groups = new LinkedHashMap<>();
        for (String name : file.entries().keySet()) {
            int slash = name.lastIndexOf('/');
            String part = slash < 0 ? "" : name.substring(0, slash);
            if (isOptimiser(part)) continue;
            Map<String, String> group = groups.computeIfAbsent(part, p -> new LinkedHashMap<>());
            String own = name.substring(slash + 1);
            group.putIfAbsent(WRAPPED.matcher(own).replaceAll("$1"), name);
        }
        List<StateDict> dicts = new ArrayList<>();
        groups.forEach((part, names) -> dicts.add(new StateDict(part, names)));
        return dicts;
    }

    private static boolean isOptimiser(String part) {
        for (String key : part.toLowerCase(Locale.ROOT).split("/", -1)) {
            if (key.startsWith("optim")
                    || key.startsWith("opt_")
                    || key.startsWith("sched")
                    || key.startsWith("adam")) {
                return true;
            }
        }
        return false;
    }

    /**
     * The tensors of a file under the names of a network that is known already.
     *
     * @param wanted names of the network's parameters
     * @return the full name in the file for each name there, of the group that has most of those wanted; the averaged one of
     *     several
     */
    public static Map<String, String> closest(TensorFile file, Collection<String> wanted) {
        Map<String, String> best = Map.of();
        long most = 0;
        List<StateDict> dicts = new ArrayList<>(of(file));
        dicts.sort(Comparator.comparing(dict -> !isAveraged(dict.part)));
        for (StateDict whole : dicts) {
            for (StateDict dict : whole.unwrappings()) {
                long found = wanted.stream().filter(dict.names::containsKey).count();
                if (found <= most) continue;
                most = found;
                best = dict.names;
            }
        }
        return best;
    }

    /** Itself, and what is left when wrappers are taken off one by one. */
    List<StateDict> unwrappings() {
        List<StateDict> all = new ArrayList<>(List.of(this));
        for (int i = 0; i < MOST_WRAPPERS; i++) all.add(all.get(i).unwrapped());
        return all;
    }

    /**
     * The same without the first word of every name ("module."), or itself if the names do not share one. A name of one
     * word, such as a sampler's log_betas beside its wrapped network, stays.
     */
    private StateDict unwrapped() {
        String first = names.keySet().stream()
                .filter(name -> name.indexOf('.') > 0)
                .findFirst()
                .orElse("");
        String prefix = first.substring(0, first.indexOf('.') + 1);
        boolean shared = names.keySet().stream().allMatch(n -> n.startsWith(prefix) || n.indexOf('.') < 0);
        if (prefix.isEmpty() || !shared) return this;
        Map<String, String> shorter = new LinkedHashMap<>();
        names.forEach(
                (name, full) -> shorter.put(name.startsWith(prefix) ? name.substring(prefix.length()) : name, full));
        return shorter.size() == names.size() ? new StateDict(part, shorter) : this;
    }

    /** Whether a part and prefix say that the weights are running averages. */
    static boolean isAveraged(String place) {
        String lower = place.toLowerCase(Locale.ROOT);
        return AVERAGED.matcher(lower).find() && !ONLINE.matcher(lower).find();
    }

    /**
     * The names below a prefix, without it, and what a sampler keeps above it.
     *
     * @param prefix empty, or one that ends in a dot
     * @param sampler names of one word that belong to a sampler around the network
     */
    StateDict within(String prefix, Set<String> sampler) {
        Map<String, String> inner = new LinkedHashMap<>();
        names.forEach((name, full) -> {
            if (name.startsWith(prefix)) inner.put(name.substring(prefix.length()), full);
            else if (sampler.contains(name)) inner.putIfAbsent(name, full);
        });
        return new StateDict(place(prefix), inner);
    }

    /** Part and prefix in one name. */
    private String place(String prefix) {
        String inner = prefix.replaceFirst("\\.$", "");
        return part.isEmpty() || inner.isEmpty() ? part + inner : part + "/" + inner;
    }

    /** The same tensors under other names. */
    StateDict renamed(UnaryOperator<String> rename) {
        Map<String, String> others = new LinkedHashMap<>();
        names.forEach((name, full) -> others.put(rename.apply(name), full));
        return new StateDict(part, others);
    }

    Shapes shapes(TensorFile file) {
        Map<String, long[]> shapes = new LinkedHashMap<>();
        names.forEach((name, full) -> shapes.put(name, file.entries().get(full).shape()));
        return new Shapes(shapes);
    }
}
