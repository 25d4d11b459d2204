package io.dxmi.samplers.tensor;

import io.dxmi.samplers.UserError;
import io.dxmi.samplers.tensor.SafetensorsReader.Place;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A safetensors file whose header has been read and found consistent.
 *
 * @param dataStart byte of the file at which the arrays begin
 */
record SafetensorsFile(
        Path path, Map<String, Place> places, Map<String, String> notes, Map<String, String> unread, long dataStart)
        implements TensorFile {

    /** @throws UserError if it is no safetensors file, or damaged */
    static SafetensorsFile open(Path file) {
        return SafetensorsReader.open(file);
    }

    @Override
    public String format() {
        return "safetensors";
    }

    @Override
    public Map<String, Entry> entries() {
        Map<String, Entry> entries = new LinkedHashMap<>();
        places.forEach((name, place) -> entries.put(name, new Entry(place.dtype(), place.shape())));
        return Collections.unmodifiableMap(entries);
    }

    @Override
    public HostTensor read(String name) {
        Place place = places.get(name);
        if (place == null) throw new IllegalArgumentException(path + " has no tensor " + name);
        try (FileChannel channel = FileChannel.open(path)) {
            return read(channel, place);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /** The whole content. @throws UserError if a part of it is not read */
    Safetensors all() {
        unread.forEach((name, why) -> {
            throw new UserError(path + ": tensor '" + name + "': " + why);
        });
        Map<String, HostTensor> tensors = new LinkedHashMap<>();
        try (FileChannel channel = FileChannel.open(path)) {
            for (Place place : places.values()) tensors.put(place.name(), read(channel, place));
        } catch (IOException e) {
            throw unreadable(e);
        }
        return new Safetensors(tensors, notes);
    }

    private HostTensor read(FileChannel channel, Place place) throws IOException {
        int length = (int) (place.end() - place.begin());
        byte[] bytes = SafetensorsReader.read(channel, dataStart + place.begin(), length)
                .array();
        return new HostTensor(place.dtype(), place.shape(), bytes);
    }

    private UserError unreadable(IOException e) {
        return new UserError(path + ": cannot be read: " + e.getMessage(), e);
    }
}
