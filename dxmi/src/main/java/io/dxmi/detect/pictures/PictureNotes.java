package io.dxmi.detect.pictures;

import io.dxmi.samplers.Progress;
import io.dxmi.samplers.image.SkippedImages;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What happens to damaged pictures of folders, and what is found there and in tables; for one command. */
public final class PictureNotes {

    private final SkippedImages skipped;
    private final Progress progress;
    private final Set<String> normal = new TreeSet<>();
    private final Set<String> anomalous = new TreeSet<>();
    private int withoutMask;
    private int unlabelled;
    private int masksBeside;
    private String label;
    private final Set<String> said = new LinkedHashSet<>();

    private PictureNotes(SkippedImages skipped, Progress progress) {
        this.skipped = skipped;
        this.progress = progress;
    }

    /** Notes of a command that stops at a damaged picture. */
    public static PictureNotes refusing() {
        return new PictureNotes(null, Progress.NONE);
    }

    /**
     * Notes of a command that leaves damaged pictures out.
     *
     * @param progress of looking at all pictures first
     */
    public static PictureNotes skipping(Progress progress) {
        return new PictureNotes(new SkippedImages(), progress);
    }

    /** Where damaged pictures are counted, or null if the first one ends the work. */
    public SkippedImages skipped() {
        return skipped;
    }

    public Progress progress() {
        return progress;
    }

    /** Takes down what a folder holds. */
    public synchronized void found(PictureSet set) {
        normal.addAll(set.normalFolders());
        anomalous.addAll(set.anomalousFolders());
        withoutMask += set.withoutMask();
        unlabelled += set.leftOut();
        masksBeside += set.masksBeside();
    }

    /** Takes down a line for a person; the same line is said once. */
    public synchronized void say(String line) {
        said.add(line);
    }

    /** Takes down the column of labels of a table, and what marks normal rows. */
    public synchronized void label(String column) {
        label = column;
    }

    /** What a person must hear of, one line each. */
    public synchronized List<String> lines() {
        List<String> lines = new ArrayList<>(said);
        if (masksBeside > 0) {
            lines.add(masksBeside + (masksBeside == 1 ? " file" : " files")
                    + " among the pictures are masks of others, and are not taken as pictures");
        }
        return lines;
    }

    /** One line for each damaged picture. */
    public List<String> reasons() {
        return skipped == null ? List.of() : skipped.reasons();
    }

    /** What a reader of results must know, by key; empty if no folder was read. */
    public synchronized Map<String, Object> summary() {
        Map<String, Object> json = new LinkedHashMap<>();
        if (label != null) json.put("label", label);
        if (!normal.isEmpty()) json.put("normal_folders", List.copyOf(normal));
        if (!anomalous.isEmpty()) json.put("anomaly_folders", List.copyOf(anomalous));
        if (withoutMask > 0) json.put("without_mask", withoutMask);
        if (unlabelled > 0) json.put("unlabelled_left_out", unlabelled);
        if (masksBeside > 0) json.put("masks_beside", masksBeside);
        if (!reasons().isEmpty()) json.put("skipped", reasons().size());
        return json;
    }
}
