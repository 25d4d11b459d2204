package io.dxmi.cli;

import ai.djl.Device;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.engine.Natives;

/** From a device's name to the device. */
final class Devices {

    private Devices() {}

    /**
     * The device of that name.
     *
     * @param name {@code cpu}, {@code cuda} or {@code cuda:N}
     * @throws UserError if this machine or this build has no such device
     */
    static Device named(String name) {
        if (name.equals("cpu")) return Device.cpu();
        int index = name.contains(":") ? Integer.parseInt(name.substring(name.indexOf(':') + 1)) : 0;
        int present = Natives.engine().getGpuCount();
        if (index >= present) {
            throw new UserError("--device " + name + ": expected a CUDA device, this engine sees " + present
                    + "; build with DXMI_MAVEN_ARGS=-Pcuda on a machine that has one, or use --device cpu");
        }
        return Device.gpu(index);
    }
}
