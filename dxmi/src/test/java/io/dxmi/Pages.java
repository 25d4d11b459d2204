package io.dxmi;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The Markdown pages of the project: README, docs and the pages beside README. */
public final class Pages {

    private static final Pattern FENCED = Pattern.compile("^```(\\w*)\n(.*?)^```", Pattern.DOTALL | Pattern.MULTILINE);

    private Pages() {}

    /**
     * A fenced block.
     *
     * @param language empty if the fence names none
     */
    public record Block(Path page, String language, String text) {}

    public static Path root() {
        return Path.of(System.getProperty("dxmi.root"));
    }

    public static List<Path> all() {
        List<Path> pages = new ArrayList<>();
        for (Path folder : List.of(root(), root().resolve("docs"))) {
            try (Stream<Path> files = Files.list(folder)) {
                files.filter(file -> file.toString().endsWith(".md")).sorted().forEach(pages::add);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return pages;
    }

    public static String text(Path page) {
        try {
            return Files.readString(page);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static List<Block> blocks() {
        List<Block> blocks = new ArrayList<>();
        for (Path page : all()) {
            Matcher found = FENCED.matcher(text(page));
            while (found.find()) blocks.add(new Block(page, found.group(1), found.group(2)));
        }
        return blocks;
    }

    /** A page without fenced blocks and code spans. */
    public static String prose(Path page) {
        return FENCED.matcher(text(page)).replaceAll("").replaceAll("`[^`\n]*`", "");
    }
}
