package io.dxmi.samplers.checkpoint;

import io.dxmi.samplers.UserError;
import io.dxmi.samplers.checkpoint.pickle.BadPickle;
import io.dxmi.samplers.tensor.HostTensor;
import io.dxmi.samplers.tensor.TensorFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A checkpoint that PyTorch wrote, of either format. The bytes of a tensor are read when it is asked for, and only those
 * that it uses.
 */
record PytorchFile(
        Path path,
        String format,
        Map<String, TensorView> tensors,
        Map<String, String> notes,
        Map<String, String> unread,
        Storages storages)
        implements TensorFile {

    /** Where the values lie. */
    interface Storages {
        /** Makes sure that the file holds as much as the references claim. @throws BadPickle if not */
        void require(Set<StorageRef> storages) throws IOException;

        /** {@code length} bytes from byte {@code begin} of a storage. */
        byte[] read(StorageRef storage, long begin, int length) throws IOException;
    }

    /** Lists the tensors of a checkpoint's root object and makes sure that the file holds their values. */
    static PytorchFile of(Path path, String format, Object root, Storages storages) throws IOException {
        TensorTree tree = new TensorTree(root);
        storages.require(
                tree.tensors().values().stream().map(TensorView::storage).collect(Collectors.toSet()));
        return new PytorchFile(path, format, tree.tensors(), tree.notes(), tree.unread(), storages);
    }

    @Override
    public Map<String, Entry> entries() {
        Map<String, Entry> entries = new LinkedHashMap<>();
        tensors.forEach(
                (name, tensor) -> entries.put(name, new Entry(tensor.storage().dtype(), tensor.shape())));
        return Collections.unmodifiableMap(entries);
    }

    @Override
    public HostTensor read(String name) {
        TensorView tensor = tensors.get(name);
        if (tensor == null) throw new IllegalArgumentException(path + " has no tensor " + name);
        if (tensor.span() > Integer.MAX_VALUE - 8) {
            throw new UserError(path + ": " + name + " is spread over more than 2 GiB of its storage");
        }
        try {
            return tensor.gather(storages.read(tensor.storage(), tensor.begin(), (int) tensor.span()));
        } catch (BadPickle | IOException e) {
            throw refusal(path, e);
        }
    }

    static UserError refusal(Path path, Exception e) {
        String what = e instanceof IOException ? "cannot be read: " : "";
        String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        return new UserError(path + ": " + what + message, e);
    }
}
