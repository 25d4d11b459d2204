package io.dxmi;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** What this build of the toolkit is made of; the build writes the numbers. */
public record Versions(String toolkit, String djl, String pytorch) {

    public static final Versions CURRENT = load();

    private static Versions load() {
        Properties properties = new Properties();
        try (InputStream in = Versions.class.getResourceAsStream("versions.properties")) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Versions(
                properties.getProperty("toolkit"), properties.getProperty("djl"), properties.getProperty("pytorch"));
    }
}
