package io.dxmi.samplers.checkpoint;

import io.dxmi.samplers.UserError;
import io.dxmi.samplers.checkpoint.pickle.BadPickle;
import io.dxmi.samplers.checkpoint.pickle.Budget;
import io.dxmi.samplers.checkpoint.pickle.PickleInput;
import io.dxmi.samplers.checkpoint.pickle.PickleMachine;
import io.dxmi.samplers.tensor.TensorFile;
import io.dxmi.samplers.tensor.ZipFiles;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** The format of {@code torch.save} since PyTorch 1.6: a ZIP of stored members, {@code data.pkl} and {@code data/KEY}. */
record PytorchZip(Path path, String prefix) implements PytorchFile.Storages {

    private static final String PICKLE = "data.pkl";

    /** Only programs have it. */
    private static final String CONSTANTS = "constants.pkl";

    /** Whether a ZIP has what a checkpoint needs. */
    static boolean isOne(Path file) {
        try (ZipFile zip = ZipFiles.open(file)) {
            return pickle(zip).isPresent();
        } catch (IOException e) {
            throw new UserError(file + ": is cut off or damaged (" + e.getMessage() + ")", e);
        }
    }

    /** Whether a ZIP is a checkpoint and no program; one that is damaged is neither. */
    static boolean isStateDict(Path file) {
        try (ZipFile zip = ZipFiles.open(file)) {
            return pickle(zip)
                    .map(name -> name.substring(0, name.length() - PICKLE.length()) + CONSTANTS)
                    .filter(constants -> zip.getEntry(constants) == null)
                    .isPresent();
        } catch (IOException e) {
            return false;
        }
    }

    private static Optional<String> pickle(ZipFile zip) {
        return zip.stream()
                .map(ZipEntry::getName)
                .filter(name -> name.equals(PICKLE) || name.endsWith("/" + PICKLE))
                .findFirst();
    }

    /** @throws UserError if it is damaged or asks for what it may not have */
    static TensorFile open(Path file) {
        try (ZipFile zip = ZipFiles.open(file)) {
            String name = pickle(zip).orElseThrow(() -> new BadPickle("it has no " + PICKLE));
            String prefix = name.substring(0, name.length() - PICKLE.length());
            if (zip.getEntry(prefix + CONSTANTS) != null) {
                throw new BadPickle("it is a TorchScript program; expected a state dict, saved by torch.save");
            }
            requireLittleEndian(zip, prefix);
            ZipEntry entry = stored(zip, name);
            Object root;
            try (InputStream in = new BufferedInputStream(zip.getInputStream(entry))) {
                PickleInput pickle = new PickleInput(in, entry.getSize());
                root = PickleMachine.read(pickle, PytorchGlobals.ALL, PytorchGlobals::storage, new Budget());
            }
            return PytorchFile.of(file, "PyTorch (zip)", root, new PytorchZip(file, prefix));
        } catch (UncheckedIOException e) {
            throw PytorchFile.refusal(file, e.getCause());
        } catch (BadPickle | IOException e) {
            throw PytorchFile.refusal(file, e);
        }
    }

    private static void requireLittleEndian(ZipFile zip, String prefix) throws IOException {
        if (zip.getEntry(prefix + "byteorder") == null) return;
        ZipEntry entry = stored(zip, prefix + "byteorder");
        try (InputStream in = zip.getInputStream(entry)) {
            if (Arrays.equals(in.readNBytes(3), new byte[] {'b', 'i', 'g'})) throw new BadPickle("it is big-endian");
        }
    }

    private static ZipEntry stored(ZipFile zip, String name) {
        ZipEntry entry = zip.getEntry(name);
        if (entry == null) throw new BadPickle("it is cut off or damaged: it lacks " + BadPickle.printable(name));
        if (entry.getMethod() != ZipEntry.STORED || entry.getSize() != entry.getCompressedSize()) {
            throw new BadPickle(BadPickle.printable(name) + " is compressed, which PyTorch never does");
        }
        return entry;
    }

    @Override
    public void require(Set<StorageRef> storages) throws IOException {
        try (ZipFile zip = ZipFiles.open(path)) {
            for (StorageRef storage : storages) entry(zip, storage);
        }
    }

    private ZipEntry entry(ZipFile zip, StorageRef storage) {
        ZipEntry entry = stored(zip, prefix + "data/" + storage.key());
        if (entry.getSize() / storage.width() < storage.size()) {
            throw new BadPickle("it is cut off or damaged: storage " + BadPickle.printable(storage.key()) + " has "
                    + entry.getSize() + " bytes, too few for " + storage.size() + " values of " + storage.elements());
        }
        return entry;
    }

    @Override
    public byte[] read(StorageRef storage, long begin, int length) throws IOException {
        try (ZipFile zip = ZipFiles.open(path)) {
            ZipEntry entry = entry(zip, storage);
            try (InputStream in = zip.getInputStream(entry)) {
                in.skipNBytes(begin);
                byte[] bytes = in.readNBytes(length);
                if (bytes.length < length) throw new EOFException("it is cut off");
                if (length == entry.getSize()) requireChecksum(entry, bytes);
                return bytes;
            }
        }
    }

    private static void requireChecksum(ZipEntry entry, byte[] bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        if (crc.getValue() != entry.getCrc()) {
            throw new BadPickle(
                    "it is damaged: the checksum of " + BadPickle.printable(entry.getName()) + " does not match");
        }
    }
}
