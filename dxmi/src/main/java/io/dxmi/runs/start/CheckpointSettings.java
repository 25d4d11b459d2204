package io.dxmi.runs.start;

import io.dxmi.build.Data;
import io.dxmi.config.Config;
import io.dxmi.config.DataConfig;
import io.dxmi.config.Draft;
import io.dxmi.config.ScheduleConfig;
import io.dxmi.config.Yaml;
import io.dxmi.runs.folder.RunFolder;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.checkpoint.CheckpointFile;
import io.dxmi.samplers.checkpoint.recognise.ImportedNetwork;
import io.dxmi.samplers.sample.SamplerKind;
import io.dxmi.samplers.schedule.DdpmBetas;
import io.dxmi.samplers.tensor.TensorFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a checkpoint tells of the configuration of a sampler that starts from it.
 *
 * @param assignments keys and values as on the command line; empty if the checkpoint tells nothing
 * @param assumed keys that it does not tell, so that the user may say otherwise
 * @param schedules kinds of schedule that have the levels of its diffusion; empty if it does not tell
 * @param classes of its network; 0 if it reads none
 * @param said a line for people
 */
public record CheckpointSettings(
        Map<String, String> assignments, Set<String> assumed, List<String> schedules, int classes, String said) {

    private static final CheckpointSettings NOTHING = new CheckpointSettings(Map.of(), Set.of(), List.of(), 0, "");

    private static final String NETWORK = "sampler.network.";
    private static final String SCHEDULE = "sampler.schedule.";

    /** No property of a network: pre-training shows all levels. */
    private static final String SHIFT = "sampler.schedule.shift";

    /** Of the network, which may be started without them; pictures may have no labels, or others. */
    private static final String CLASSES = "data.classes";

    private static final String SIZE = "data.size";

    /** A distilled network is sampled as it was distilled, unless the user chooses otherwise. */
    private static final String SOLVER = "sampler.kind";

    /** Names of networks there and of kinds here. */
    private static final Map<String, String> KINDS = Map.of(
            "DDPM U-Net", "ddpm-unet",
            "ADM U-Net", "adm-unet",
            "denoising-diffusion-pytorch U-Net", "ddp-unet",
            "EDM U-Net", "song-unet",
            "NCSN++ generator", "ncsnpp");

    /** Settings that belong to the data or are not chosen. */
    private static final List<String> NO_KEYS = List.of(
            "channels", "resolution", "out", "classes", "attention", "input_pyramid", "output_pyramid", "adaptive");

    /**
     * Reads them.
     *
     * @param origin a run folder, or a checkpoint of any supported format
     * @param draft of the configuration without them
     * @throws UserError if the checkpoint holds no network that a sampler can start from, or one for other pictures
     */
    public static CheckpointSettings of(Path origin, Draft draft) {
        if (!Files.exists(origin)) {
            throw new UserError(
                    "pretrain.init: expected a run folder or a checkpoint, got " + origin + ": no such file or folder");
        }
        Optional<Path> run = new FirstWeights(origin).runFolder();
        if (run.isPresent()) return ofRun(run.get(), draft);
        TensorFile file = CheckpointFile.open(origin);
        Optional<ImportedNetwork> found = ImportedNetwork.find(file);
        return found.isEmpty() ? NOTHING : ofNetwork(origin, found.get(), draft);
    }

    /** Whether the checkpoint is a run of a distilled network, which denoising would undo. */
    public boolean isDistilled() {
        return assignments.containsKey(SOLVER);
    }

    private static CheckpointSettings ofRun(Path run, Draft draft) {
        Config config = RunFolder.config(run);
        Map<String, String> assignments = new LinkedHashMap<>(picturesOf(run, config, draft));
        Map<?, ?> sampler = (Map<?, ?>) Yaml.tree(config).get("sampler");
        flatten(NETWORK, (Map<?, ?>) sampler.get("network"), assignments);
        ScheduleConfig schedule = config.sampler().schedule();
        if (schedule.fixesPrediction()) {
            assignments.put(SCHEDULE + "kind", "" + ((Map<?, ?>) sampler.get("schedule")).get("kind"));
        } else {
            assignments.put("sampler.prediction", "" + sampler.get("prediction"));
        }
        if (schedule instanceof ScheduleConfig.Flow) {
            flatten(SCHEDULE, (Map<?, ?>) sampler.get("schedule"), assignments);
        }
        if (schedule instanceof ScheduleConfig.Subsampled s && s.betas() != DdpmBetas.LINEAR) {
            assignments.put(SCHEDULE + "kind", "ddpm-subsampled");
            assignments.put(SCHEDULE + "betas", s.betas().name().toLowerCase(Locale.ROOT));
        }
        if (config.sampler().kind() == SamplerKind.CONSISTENCY) assignments.put(SOLVER, "" + SamplerKind.CONSISTENCY);
        return new CheckpointSettings(
                assignments,
                attends(config) ? Set.of(SHIFT, SOLVER) : Set.of(SHIFT, SOLVER, SIZE),
                List.of(),
                config.data().classes(),
                run + ": the network of this run");
    }

    /** Own pictures are brought to the shape of those that the run learned from. */
    private static Map<String, String> picturesOf(Path run, Config config, Draft draft) {
        if (!config.data().imageShaped() || !draft.data().imageShaped()) return Map.of(); // the networks say so
        long[] there = Data.shape(config.data());
        if (draft.data() instanceof DataConfig.Images) {
            return Map.of("data.channels", "" + there[0], SIZE, "" + there[1]);
        }
        long[] here = Data.shape(draft.data());
        if (here[0] == there[0] && (here[1] == there[1] || !attends(config))) return Map.of();
        throw new UserError(
                run + ": expected a network for pictures of " + here[1] + " x " + here[2] + " and " + here[0]
                        + " channels as the data are, got one for " + there[1] + " x " + there[2] + " and " + there[0]
                        + " channels");
    }

    /** Networks attend at sides in pixels; others fit pictures of any side. */
    private static boolean attends(Config config) {
        Map<?, ?> sampler = (Map<?, ?>) Yaml.tree(config).get("sampler");
        return ((Map<?, ?>) sampler.get("network")).get("attention") instanceof List<?> sides && !sides.isEmpty();
    }

    private static void flatten(String prefix, Map<?, ?> tree, Map<String, String> assignments) {
        if (tree.containsKey("kind")) assignments.put(prefix + "kind", "" + tree.get("kind"));
        tree.forEach((key, value) -> assignments.put(prefix + key, "" + value));
    }

    private static CheckpointSettings ofNetwork(Path origin, ImportedNetwork found, Draft draft) {
        Map<String, Object> settings = found.network().settings();
        String kind = KINDS.get(found.network().architecture());
        if (kind == null) {
            throw new UserError(origin + ": expected the network of a sampler ("
                    + KINDS.keySet().stream().sorted().collect(Collectors.joining(", ")) + "), got an "
                    + found.network().architecture() + ", which is that of an energy");
        }
        requireOutput(origin, settings);
        Map<String, String> assignments = new LinkedHashMap<>();
        int side = side(origin, found, draft, assignments);
        assignments.put(NETWORK + "kind", kind);
        settings.forEach((key, value) -> {
            if (!NO_KEYS.contains(key)) assignments.put(NETWORK + key, "" + value);
        });
        assignments.put(NETWORK + "attention", "" + attention(settings, side));
        List<String> told = new ArrayList<>(List.of(found.network().architecture() + " " + settings));
        Optional<TrainedDiffusion> diffusion = TrainedDiffusion.of(origin, found);
        diffusion.ifPresent(d -> {
            assignments.putAll(d.assignments(draft.schedule()));
            told.add("predicts " + d.said());
        });
        List<String> untold = new ArrayList<>(found.network().assumed());
        Set<String> assumed = new HashSet<>();
        untold.forEach(setting -> assumed.add(NETWORK + setting));
        assumed.add(SHIFT);
        int classes = (Integer) settings.getOrDefault("classes", 0);
        boolean edm = kind.equals("song-unet") && diffusion.isEmpty();
        if (edm) assumed.add("sampler.schedule.kind");
        if (edm) assignments.put("sampler.schedule.kind", "karras");
        if (diffusion.isEmpty()) untold.add("sampler.schedule" + (edm ? " and EDM's preconditioning" : ""));
        boolean karras = "karras".equals(assignments.get("sampler.schedule.kind"));
        if (!karras && !assignments.containsKey("sampler.prediction")) untold.add("sampler.prediction");
        String place = found.part().isEmpty() ? "" : " (" + found.part() + ")";
        String said = origin + place + ": " + String.join(", ", told)
                + (untold.isEmpty() ? "" : "; not told by the file and taken as published or configured: " + untold);
        return new CheckpointSettings(
                assignments, assumed, diffusion.map(TrainedDiffusion::schedules).orElse(List.of()), classes, said);
    }

    /** What becomes of the network's classes under the configuration that came out, a line for people; empty if they stay. */
    public Optional<String> leftOut(Config config) {
        if (classes == 0 || config.data().classes() > 0) return Optional.empty();
        return Optional.of("the " + classes + " classes of the network are left out; " + CLASSES + "=" + classes
                + " keeps them, for pictures with labels");
    }

    /**
     * Refuses what the user says otherwise than the checkpoint.
     *
     * @param said keys and values, lists without brackets
     * @param draft of the configuration without what the checkpoint tells
     * @throws UserError naming all such keys
     */
    public void requireAgreement(String origin, Map<String, String> said, Draft draft) {
        List<String> told = new ArrayList<>();
        List<String> got = new ArrayList<>();
        assignments.forEach((key, value) -> {
            String given = said.get(key);
            // which of the schedules of a DDPM is a choice
            boolean chosen = key.equals("sampler.schedule.kind");
            if (given == null || assumed.contains(key) || same(given, value)) return;
            if (chosen && schedules.contains(given)) return;
            told.add(key + "=" + value);
            got.add(given);
        });
        if (!told.isEmpty()) {
            throw new UserError("expected " + String.join(", ", told) + " as the network in " + origin
                    + " was trained, got " + String.join(", ", got) + "; leave the key"
                    + (told.size() == 1 ? "" : "s") + " out");
        }
        String schedule = said.getOrDefault("sampler.schedule.kind", "");
        if (!schedules.isEmpty() && !schedule.isEmpty() && !schedules.contains(schedule)) {
            throw new UserError("expected sampler.schedule.kind one of " + schedules + " as the network in " + origin
                    + " was trained, got " + schedule + "; leave the key out");
        }
        requireClasses(origin, draft.data().classes(), said.containsKey(CLASSES));
    }

    /** @param own whether the user names them, not a preset */
    private void requireClasses(String origin, int asked, boolean own) {
        if (assignments.isEmpty() || asked == 0 || asked == classes) return;
        String remedy = own ? "" : "; the preset names them: add " + CLASSES + "=" + classes;
        if (!own && classes == 0) remedy += ", and energy.network.conditional=false if the energy reads classes";
        throw new UserError("expected " + CLASSES + "=" + classes + " as the network in " + origin + " was trained"
                + (classes == 0 ? "" : ", or 0 to leave its classes out") + ", got " + asked + remedy);
    }

    private static boolean same(String a, String b) {
        String left = a.replaceAll("[\\[\\]\\s]", "");
        String right = b.replaceAll("[\\[\\]\\s]", "");
        if (left.equals(right)) return true;
        try {
            return Double.parseDouble(left) == Double.parseDouble(right);
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private static void requireOutput(Path origin, Map<String, Object> settings) {
        Object out = settings.getOrDefault("out", settings.get("channels"));
        if (!out.equals(settings.get("channels"))) {
            throw new UserError(origin + ": expected a network whose output has the " + settings.get("channels")
                    + " channels of its input, got " + out + ", as networks have that predict variances too");
        }
    }

    /** The side of the pictures; pictures of any kind are brought to the one that the network was trained on. */
    private static int side(Path origin, ImportedNetwork found, Draft draft, Map<String, String> assignments) {
        Map<String, Object> settings = found.network().settings();
        boolean known = !found.network().assumed().contains("resolution");
        int resolution = (Integer) settings.get("resolution");
        long[] shape = Data.shape(draft.data());
        if (shape.length != 3) {
            throw new UserError(origin + ": expected a network for points, got a "
                    + found.network().architecture() + ", which is for pictures");
        }
        boolean free = draft.data() instanceof DataConfig.Images;
        if (free) assignments.put("data.channels", "" + settings.get("channels"));
        if (known && free) assignments.put(SIZE, "" + resolution);
        int side = known && free ? resolution : (int) shape[1];
        boolean otherChannels = !free && shape[0] != (Integer) settings.get("channels");
        if (otherChannels || (known && side != resolution)) {
            String size = known ? resolution + " x " + resolution + " pictures" : "pictures";
            throw new UserError(origin + ": expected a network for pictures of " + shape[1] + " x " + shape[2] + " and "
                    + shape[0] + " channels as the data are, got one for " + size + " of " + settings.get("channels")
                    + " channels");
        }
        return side;
    }

    /** The same levels attend at pictures of another side. */
    private static List<Integer> attention(Map<String, Object> settings, int side) {
        int resolution = (Integer) settings.get("resolution");
        return ((List<?>) settings.get("attention"))
                .stream().map(at -> side / (resolution / (Integer) at)).toList();
    }
}
