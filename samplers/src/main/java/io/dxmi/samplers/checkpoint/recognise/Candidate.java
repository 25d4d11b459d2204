package io.dxmi.samplers.checkpoint.recognise;

import io.dxmi.samplers.UserError;
import io.dxmi.samplers.engine.Parameter;
import io.dxmi.samplers.tensor.TensorFile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tensors that resemble a kind of network.
 *
 * @param dict under the names of the network
 * @param around full names of the tensors that lie around it
 */
record Candidate(StateDict dict, Layout layout, List<String> around) {

    /** Names in one message. */
    private static final int SHOWN = 8;

    /** What DxMI's sampler keeps beside its network: the log standard deviations of its T steps, and a constant. */
    private static final Set<String> SAMPLER = Set.of("log_betas", "std", "betas");

    /** Tables of noise schedules and counters, which trainers register beside the parameters. */
    private static final Pattern TABLE = Pattern.compile(
            "(betas|std|alphas\\w*|sqrt_\\w+|log_one_minus\\w*|posterior_\\w+"
                    + "|sigmas|\\w*loss_weight|lvlb_weights|logvar|(.*\\.)?resample_filter|map_augment\\.weight|n_averaged|num_batches_tracked|initted|step|num_updates|decay)");

    /** Each is compared with all names around it. */
    private static final int MOST = 100;

    private static final Pattern SHADOW = Pattern.compile("(?:(.*)/)?shadow_params");

    /** Every network that may be in a file. */
    static List<Candidate> all(TensorFile file) {
        List<StateDict> dicts = StateDict.of(file);
        List<Candidate> all = new ArrayList<>();
        for (StateDict dict : dicts) {
            for (Layout layout : Layouts.ALL) {
                for (String prefix : layout.prefixes(dict)) {
                    add(all, file, dict, layout, prefix);
                    if (all.size() > MOST) throw new UserError(file.path() + ": holds more than " + MOST + " networks");
                }
            }
        }
        List<Candidate> shadows = new ArrayList<>();
        for (StateDict dict : dicts) {
            Matcher shadow = SHADOW.matcher(dict.part());
            if (shadow.matches())
                all.forEach(named -> named.shadowed(file, dict).ifPresent(shadows::add));
        }
        all.addAll(shadows);
        Set<String> taken = new HashSet<>();
        all.forEach(candidate -> taken.addAll(candidate.dict.names().values()));
        return all.stream().map(candidate -> candidate.without(taken)).toList();
    }

    private static void add(List<Candidate> all, TensorFile file, StateDict dict, Layout layout, String prefix) {
        Set<String> sampler = dict.names().containsKey("log_betas") ? SAMPLER : Set.of();
        StateDict inner = dict.within(prefix, sampler);
        Shapes shapes = inner.shapes(file);
        if (!layout.resembles(shapes)) return;
        Set<String> around = new TreeSet<>(dict.names().values());
        around.removeAll(inner.names().values());
        all.add(new Candidate(layout.named(inner, shapes), layout, List.copyOf(around)));
    }

    private Candidate without(Set<String> taken) {
        return new Candidate(
                dict,
                layout,
                around.stream().filter(name -> !taken.contains(name)).toList());
    }

    /** The same network with the averages of a list, which follows the order of the parameters and leaves buffers out. */
    private Optional<Candidate> shadowed(TensorFile file, StateDict list) {
        List<String> values = new ArrayList<>(list.names().values());
        Map<String, String> names = new LinkedHashMap<>();
        int next = 0;
        for (Map.Entry<String, String> named : dict.names().entrySet()) {
            boolean same =
                    next < values.size() && Arrays.equals(shape(file, values.get(next)), shape(file, named.getValue()));
            names.put(named.getKey(), same ? values.get(next++) : named.getValue());
        }
        return next == values.size()
                ? Optional.of(new Candidate(new StateDict(list.part(), names), layout, List.of()))
                : Optional.empty();
    }

    private static long[] shape(TensorFile file, String full) {
        return file.entries().get(full).shape();
    }

    /** Whether its place is the one asked for, or begins or ends with it. */
    boolean isAt(String part) {
        if (part == null || dict.part().equals(part)) return true;
        String place = "/" + dict.part().replace('.', '/') + "/";
        return place.contains("/" + part.replace('.', '/') + "/");
    }

    boolean isAveraged() {
        return StateDict.isAveraged(dict.part());
    }

    /** @param others where other networks lie */
    ImportedNetwork match(TensorFile file, List<String> others) {
        Recognised network;
        try {
            network = layout.recognise(dict.shapes(file), file.notes());
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new UserError(file.path() + ": resembles a " + layout.architecture() + ", but " + e.getMessage(), e);
        }
        Map<String, String> names = new LinkedHashMap<>();
        List<String> wrong = new ArrayList<>();
        Map<String, String> rest = new LinkedHashMap<>(dict.names());
        for (Parameter parameter : network.parameters()) {
            String full = rest.remove(parameter.name());
            String needed = parameter.name() + " " + Arrays.toString(parameter.shape());
            if (full == null) wrong.add("lacks " + needed);
            else if (!fits(shape(file, full), parameter.shape())) {
                wrong.add("has " + needed + " as " + Arrays.toString(shape(file, full)));
            }
            names.put(parameter.name(), full);
        }
        Set<String> extras = new TreeSet<>();
        List<String> unused = new ArrayList<>(around);
        rest.forEach((name, full) -> {
            if (isExtra(name)) extras.add(name);
            else if (TABLE.matcher(name).matches()) unused.add(full);
            else wrong.add("has " + name + " " + Arrays.toString(shape(file, full)) + " too much");
        });
        if (!wrong.isEmpty()) throw mismatch(file, network, wrong);
        extras.forEach(name -> names.put(name, rest.get(name)));
        return new ImportedNetwork(file, dict.part(), network, names, List.copyOf(extras), unused, others);
    }

    /** Power iteration keeps vectors that the spectral norm here needs not. */
    private boolean isExtra(String name) {
        boolean sampler = SAMPLER.contains(name) && dict.names().containsKey("log_betas");
        return sampler || name.endsWith(".weight_u") || name.endsWith(".weight_v");
    }

    /** A convolution of one pixel may be a linear layer in the file, or a convolution over a sequence. */
    private static boolean fits(long[] found, long[] needed) {
        return Arrays.equals(found, needed)
                || ((found.length == 2 || (found.length == 3 && found[2] == 1))
                        && needed.length == 4
                        && needed[2] * needed[3] == 1
                        && Arrays.equals(Arrays.copyOf(found, 2), Arrays.copyOf(needed, 2)));
    }

    private static UserError mismatch(TensorFile file, Recognised network, List<String> wrong) {
        String rest = wrong.size() > SHOWN ? ", and " + (wrong.size() - SHOWN) + " more" : "";
        String unread = file.unread().isEmpty() ? "" : "; not read: " + file.unread();
        return new UserError(file.path() + ": is no " + network.architecture() + " " + network.settings() + ": it "
                + String.join(", ", wrong.subList(0, Math.min(SHOWN, wrong.size()))) + rest + unread);
    }
}
