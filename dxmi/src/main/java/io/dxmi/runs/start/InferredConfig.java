package io.dxmi.runs.start;

import io.dxmi.config.Config;
import io.dxmi.config.ConfigLoader;
import io.dxmi.config.DataConfig;
import io.dxmi.config.Draft;
import io.dxmi.config.PairConfig;
import io.dxmi.samplers.UserError;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A configuration with what its pictures and the checkpoint that its sampler starts from tell. That goes before presets and
 * gives way to what the user says, in files or in single keys.
 *
 * @param findings what they told, lines for people
 */
public record InferredConfig(Config config, List<String> findings) {

    private static final String PRETRAINING = "pretrain.iterations";

    /**
     * Asks the pictures and the checkpoint.
     *
     * @param preset empty for none
     * @param files laid over it
     * @param overrides single keys
     * @param pretrains whether the training before the joint one is what is asked for, also of a network that comes trained
     * @throws UserError if the configuration, the pictures or the checkpoint are wrong, or do not fit each other
     */
    public static InferredConfig of(String preset, List<Path> files, List<String> overrides, boolean pretrains) {
        String start = ConfigLoader.start(preset, files);
        Map<String, String> said = ConfigLoader.said(files, overrides);
        List<String> told = new ArrayList<>();
        List<String> findings = new ArrayList<>();
        Draft draft = ConfigLoader.draft(preset, files, start, told, overrides);
        String suited = PairSettings.start(start, draft.data());
        if (!suited.equals(start)) {
            start = suited;
            draft = ConfigLoader.draft(preset, files, start, told, overrides);
        }
        // keys of a kind that the user chooses would be lost when it is chosen after them
        if (draft.data() instanceof DataConfig.Images || draft.data() instanceof PairConfig.UnpairedImages) {
            told.add("data.name=" + draft.data().name());
            draft = ConfigLoader.draft(preset, files, start, told, overrides);
        }
        PictureSettings pictures = null;
        if (draft.data() instanceof DataConfig.Images images && images.path() != null) {
            pictures = PictureSettings.of(images, draft, start, said);
            if (!preset.isEmpty()) told.add("name=" + PictureSettings.name(Path.of(images.path()), preset));
            add(pictures.assignments(), told);
            start = pictures.preset();
            draft = ConfigLoader.draft(preset, files, start, told, overrides);
        }
        PairSettings pair = null;
        if (draft.data() instanceof PairConfig.UnpairedImages two && two.source() != null && two.path() != null) {
            pair = PairSettings.of(two, draft, start, said);
            add(pair.assignments(), told);
            draft = ConfigLoader.draft(preset, files, start, told, overrides);
        }
        String init = draft.pretrain().init();
        CheckpointSettings checkpoint = null;
        if (init != null) {
            checkpoint = CheckpointSettings.of(Path.of(init), draft);
            checkpoint.requireAgreement(init, said, draft);
            if (!checkpoint.said().isEmpty()) findings.add(checkpoint.said());
            add(checkpoint.assignments(), told);
            boolean comesTrained = pictures != null || checkpoint.isDistilled();
            if (comesTrained && !pretrains && denoisesFirst(draft) && !said.containsKey(PRETRAINING)) {
                told.add(PRETRAINING + "=0");
                findings.add(PRETRAINING + "=0, because the network comes trained; another number trains it on the"
                        + " data first");
            }
        }
        Config config = ConfigLoader.completed(preset, files, start, told, overrides);
        if (checkpoint != null) checkpoint.leftOut(config).ifPresent(findings::add);
        if (pictures != null) findings.addAll(0, pictures.said((DataConfig.Images) config.data()));
        if (pair != null) findings.addAll(0, pair.said((PairConfig.UnpairedImages) config.data()));
        return new InferredConfig(config, findings);
    }

    /** Whether a denoiser is trained before the joint training. */
    private static boolean denoisesFirst(Draft draft) {
        return draft.pretrain().iterations() > 0 && !draft.pretrain().distils();
    }

    private static void add(Map<String, String> assignments, List<String> told) {
        assignments.forEach((key, value) -> told.add(key + "=" + value));
    }
}
