package io.dxmi.samplers.engine;

import ai.djl.Device;
import io.dxmi.samplers.UserError;

/** From a device's name to the device. */
public final class Devices {

    private Devices() {}

    /**
     * The device of that name.
     *
     * @param name {@code cpu}, {@code cuda} or {@code cuda:N}
     * @throws UserError if it is no such name, or this machine or this build has no such device
     */
    public static Device named(String name) {
        String option = UserError.parameter("device");
        if (!name.matches("cpu|cuda(:\\d{1,3})?")) {
            throw new UserError(option + " must be cpu, cuda or cuda:N, got " + name);
        }
        if (name.equals("cpu")) return Device.cpu();
        int index = name.contains(":") ? Integer.parseInt(name.substring(name.indexOf(':') + 1)) : 0;
        int present = Natives.engine().getGpuCount();
        if (index >= present) {
            throw new UserError(option + " " + name + ": expected a CUDA device, this engine sees " + present
                    + "; build with DXMI_MAVEN_ARGS=-Pcuda on a machine that has one, or use " + option
                    + " cpu; doctor prints what was looked for");
        }
        return Device.gpu(index);
    }
}
