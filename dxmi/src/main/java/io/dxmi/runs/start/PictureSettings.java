package io.dxmi.runs.start;

import io.dxmi.build.OwnPictures;
import io.dxmi.config.ConfigLoader;
import io.dxmi.config.DataConfig;
import io.dxmi.config.Draft;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.image.ImageSource;
import io.dxmi.samplers.image.ImageSources;
import io.dxmi.samplers.image.Part;
import io.dxmi.samplers.image.PictureSurvey;
import io.dxmi.samplers.image.Reading;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.IntSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What pictures tell of the configuration of a run that learns from them.
 *
 * @param preset the one for pictures of their size where the user leaves that choice; else the user's own; empty for none
 * @param assignments keys and values as on the command line
 * @param found a line for people: what was found
 * @param notes lines for people: what is done with some of the pictures
 * @param survey of some of them
 */
public record PictureSettings(
        String preset, Map<String, String> assignments, String found, List<String> notes, PictureSurvey survey) {

    /** The preset that leaves the size open. */
    private static final String ANY_SIZE = "images";

    /** Sides of the squares that presets are for, pixels. */
    private static final List<Integer> SIZES = List.of(32, 64, 128);

    /** Larger pictures take hours on a few cores: they are a choice. */
    private static final int LARGEST = 64;

    private static final int SMALL = 32;

    /** Below it a sampler learns its pictures by heart. */
    private static final int SENSIBLE = 500;

    /**
     * Looks at the pictures.
     *
     * @param data where they are, and what is configured of them
     * @param draft of the configuration without what they tell
     * @param preset that all starts from; empty for the defaults
     * @param said what the user says, by key
     * @throws UserError if there are no pictures, or too few
     */
    public static PictureSettings of(DataConfig.Images data, Draft draft, String preset, Map<String, String> said) {
        Path path = Path.of(data.path());
        Map<String, String> chosen = new LinkedHashMap<>(preset.isEmpty() ? Map.of() : ConfigLoader.saidBy(preset));
        chosen.keySet().removeIf(key -> !key.startsWith("data."));
        chosen.putAll(said);
        try (ImageSource source = ImageSources.open(path, Part.TRAIN, new Reading(true, Reading.MOST_BITS))) {
            return new Choice(path, source, PictureSurvey.of(source), draft, data, preset, chosen).settings();
        }
    }

    private static String preset(int size) {
        int fitting = SIZES.stream().filter(s -> size <= s * 5 / 4).findFirst().orElse(SIZES.get(SIZES.size() - 1));
        return ANY_SIZE + fitting;
    }

    /** A name for runs: the folder's, with dashes for what names of runs must not have. */
    static String name(Path path, String otherwise) {
        String name = OwnPictures.name(path).replaceAll("[^A-Za-z0-9._-]+", "-").replaceAll("^[._-]+|[._-]+$", "");
        return name.isEmpty() ? otherwise : name;
    }

    /** Lines for people: what was found, and what is done with it under the configuration that came out. */
    public List<String> said(DataConfig.Images data) {
        List<String> said = new ArrayList<>(List.of(found, preparation(data)));
        said.addAll(notes);
        return said;
    }

    /** Said of values of 16 bits that use fewer. */
    static String bitsNote(int bits) {
        return "values of 16 bits use " + bits + " bits, the highest of which is white";
    }

    /** Said of a batch that is the whole set. */
    static String batchNote(String key, String batch) {
        return key + "=" + batch + ", as many as there are to learn from";
    }

    /** What is done with all pictures, a line for people. */
    String preparation(DataConfig.Images data) {
        boolean same = survey.equalSquares() && survey.medianSide() == data.size();
        String square =
                data.fit() == DataConfig.Fit.CROP ? "cropped to the middle square and " : "stretched to a square and ";
        String how = same ? "used as they are, " : (survey.squares() ? "" : square) + "resized to ";
        return how + data.size() + " x " + data.size() + ", " + (data.channels() == 1 ? "grey" : "colour")
                + (data.flips() ? ", half of them in a mirror" : "")
                + "; other choices: data.size, data.channels, data.fit, data.flips";
    }

    /** The side that is chosen for such pictures, pixels: one that networks can halve. */
    static int size(PictureSurvey pictures) {
        int side = pictures.medianSide();
        if (pictures.equalSquares() && side <= LARGEST) {
            int unit = side > SMALL ? 8 : 4;
            return Math.max(8, side / unit * unit);
        }
        return side < (SMALL + LARGEST) / 2 ? SMALL : LARGEST;
    }

    private record Choice(
            Path path,
            ImageSource source,
            PictureSurvey pictures,
            Draft draft,
            DataConfig.Images data,
            String preset,
            Map<String, String> chosen) {

        PictureSettings settings() {
            Map<String, String> told = new LinkedHashMap<>();
            told.put("data.size", "" + size(pictures));
            told.put("data.channels", pictures.grey() ? "1" : "3");
            told.put("data.bits", "" + pictures.usedBits());
            told.keySet().removeAll(chosen.keySet());
            int size = Integer.parseInt(told.getOrDefault("data.size", "" + data.size()));
            List<String> said = notes();
            int training = OwnPictures.training(path, source);
            batch("trainer.batch", draft.trainer().batch(), training, told, said);
            if (draft.pretrain().iterations() > 0) {
                batch("pretrain.batch", draft.pretrain().batch(), training, told, said);
            }
            if (training < SENSIBLE) {
                said.add("warning: " + source.count() + " pictures are few: expected " + SENSIBLE
                        + " or more; with fewer, samples repeat the pictures"
                        + (draft.data() instanceof DataConfig.Images ? " (see neighbours.png)" : ""));
            }
            String fitting = preset.equals(ANY_SIZE) ? PictureSettings.preset(size) : preset;
            return new PictureSettings(fitting, told, found(), said, pictures);
        }

        private String found() {
            IntSummaryStatistics sides = pictures.shorterSides();
            String size =
                    sides.getMin() == sides.getMax() ? "" + sides.getMin() : sides.getMin() + " to " + sides.getMax();
            int folders = source.classes().size();
            return source.name() + ": " + source.count() + " pictures"
                    + (folders > 1 ? " in " + folders + " folders" : "") + ", "
                    + (pictures.grey() ? "grey" : "colour") + ", shorter side " + size + " pixels ("
                    + pictures.looked() + " looked at)";
        }

        private List<String> notes() {
            List<String> notes = new ArrayList<>();
            if (pictures.turned() > 0) notes.add(pictures.turned() + " are turned as their EXIF orientation says");
            if (pictures.transparent() > 0)
                notes.add(pictures.transparent() + " have transparent parts, shown on white");
            if (pictures.usedBits() < Reading.MOST_BITS) {
                notes.add(bitsNote(pictures.usedBits()));
            }
            pictures.damages().forEach(damage -> notes.add("left out: " + damage));
            List<String> unread = source.unread();
            if (!unread.isEmpty()) {
                notes.add("not read: " + unread.size() + " files of formats that are not supported, such as "
                        + unread.get(0));
            }
            return notes;
        }

        private void batch(String key, int size, int training, Map<String, String> told, List<String> said) {
            if (size <= training || chosen.containsKey(key)) return;
            told.put(key, "" + training);
            said.add(batchNote(key, "" + training));
        }
    }
}
