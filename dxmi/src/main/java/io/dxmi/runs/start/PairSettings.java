package io.dxmi.runs.start;

import io.dxmi.config.DataConfig;
import io.dxmi.config.Draft;
import io.dxmi.config.PairConfig;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.image.ImageSources;
import io.dxmi.samplers.image.PictureSurvey;
import io.dxmi.samplers.image.Reading;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What two sets of pictures tell of the configuration of a transport between them.
 *
 * @param assignments keys and values as on the command line, the same for both sets
 */
record PairSettings(PictureSettings source, PictureSettings target, Map<String, String> assignments) {

    /** The preset for points, and the preset that takes its place where the sets are pictures. */
    private static final String POINTS = "transport";

    private static final String PICTURES = "transport-images";

    private static final String SOURCE = "data.source: ";
    private static final String TARGET = "data.path: ";
    private static final String BATCH = "trainer.batch";
    private static final String BITS = "data.bits";

    /** The preset to start from: another where that of points is given pictures. */
    static String start(String preset, DataConfig data) {
        boolean pictures = data instanceof PairConfig.Unpaired pair
                && Stream.of(pair.source(), pair.path()).anyMatch(PairSettings::holdsPictures);
        return pictures && preset.equals(POINTS) ? PICTURES : preset;
    }

    private static boolean holdsPictures(String place) {
        return place != null && Files.exists(Path.of(place)) && ImageSources.arePictures(Path.of(place));
    }

    /**
     * Looks at the pictures of both sets.
     *
     * @param draft of the configuration without what they tell
     * @param preset that all starts from; empty for the defaults
     * @param said what the user says, by key
     * @throws UserError if one of the sets has no pictures, or they differ in size or colour and the user chooses none
     */
    static PairSettings of(PairConfig.UnpairedImages data, Draft draft, String preset, Map<String, String> said) {
        PictureSettings source = PictureSettings.of(data.start(), draft, preset, said);
        PictureSettings target = PictureSettings.of(data.target(), draft, preset, said);
        requireOne("data.size", "side", source, target);
        requireOne("data.channels", "number of channels", source, target);
        Map<String, String> told = new LinkedHashMap<>(source.assignments());
        told.putAll(target.assignments());
        told.computeIfPresent(BITS, (key, any) -> "" + bits(source.survey(), target.survey()));
        Stream.of(source, target)
                .filter(settings -> settings.assignments().containsKey(BATCH))
                .mapToInt(settings -> Integer.parseInt(settings.assignments().get(BATCH)))
                .min()
                .ifPresent(least -> told.put(BATCH, "" + least));
        return new PairSettings(source, target, told);
    }

    private static void requireOne(String key, String what, PictureSettings source, PictureSettings target) {
        String one = source.assignments().get(key);
        String other = target.assignments().get(key);
        if (one == null || one.equals(other)) return;
        throw new UserError("data.source and data.path must have pictures of one " + what + ", got " + one
                + " in data.source (" + source.found() + ") and " + other + " in data.path (" + target.found()
                + "); give " + key + "=" + one + " or " + key + "=" + other + ", to which all are brought");
    }

    /** Used bits of the pictures that are stored in 16; what is stored in 8 does not count. */
    private static int bits(PictureSurvey... surveys) {
        return Stream.of(surveys)
                .filter(PairSettings::isDeep)
                .mapToInt(PictureSurvey::usedBits)
                .max()
                .orElse(Reading.MOST_BITS);
    }

    private static boolean isDeep(PictureSurvey survey) {
        return survey.pictures().stream().anyMatch(picture -> picture.peak() > 0);
    }

    /** Lines for people: what was found, and what is done with it under the configuration that came out. */
    List<String> said(PairConfig.UnpairedImages data) {
        List<String> said = new ArrayList<>(List.of(source.found(), target.found()));
        String one = source.preparation(data.start());
        String other = target.preparation(data.target());
        if (one.equals(other)) said.add(one);
        else said.addAll(List.of(SOURCE + one, TARGET + other));
        add(SOURCE, source, said);
        add(TARGET, target, said);
        String batch = assignments.get(BATCH);
        if (batch != null) said.add(PictureSettings.batchNote(BATCH, batch));
        bits(data.bits()).ifPresent(said::add);
        return said;
    }

    /** Notes but those on what both sets have in common. */
    private static void add(String set, PictureSettings settings, List<String> said) {
        String batch = PictureSettings.batchNote(BATCH, settings.assignments().get(BATCH));
        String bits = PictureSettings.bitsNote(settings.survey().usedBits());
        settings.notes().stream()
                .filter(note -> !note.equals(batch) && !note.equals(bits))
                .forEach(note -> said.add(set + note));
    }

    /** How values of 16 bits are read, if some of them do not use all. */
    private Optional<String> bits(int chosen) {
        if (!isDeep(source.survey()) && !isDeep(target.survey())) return Optional.empty();
        int one = source.survey().usedBits();
        int other = target.survey().usedBits();
        if (isDeep(source.survey()) && isDeep(target.survey()) && one != other) {
            return Optional.of("values of 16 bits use " + one + " bits in data.source and " + other
                    + " in data.path; both are read with data.bits=" + chosen);
        }
        return chosen < Reading.MOST_BITS ? Optional.of(PictureSettings.bitsNote(chosen)) : Optional.empty();
    }
}
