package org.higher.internal.cuda.driver;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** CUDA's driver, started, with the cards that it shows; errors are exceptions. */
public final class CudaDriver {
    /** The oldest version of CUDA whose libraries are used. */
    private static final int OLDEST = 12;

    /** The newest version of CUDA whose libraries are known by name. */
    private static final int NEWEST = 13;

    private final DriverApi api;
    private final int version;

    private CudaDriver(DriverApi api, int version) {
        this.api = api;
        this.version = version;
    }

    /**
     * Loads and starts the driver.
     *
     * @param file its library, a name or a path
     * @throws IllegalStateException if there is none, if it is older than CUDA 12, or does not
     *     start
     */
    public static CudaDriver start(String file) {
        NativeLibrary library;
        try {
            library = NativeLibrary.getInstance(file);
        } catch (UnsatisfiedLinkError missing) {
            throw new IllegalStateException(
                    ("cuda: the driver of NVIDIA's cards was not found: the system's loader knows"
                                    + " no %s; install a driver for CUDA 12 or 13, with a card, or"
                                    + " choose another backend")
                            .formatted(file),
                    missing);
        }
        DriverApi api = new DriverApi(library);
        IntByReference version = new IntByReference();
        int error = api.cuDriverGetVersion(version);
        int major = version.getValue() / 1000;
        if (error == DriverApi.SUCCESS && major < OLDEST) {
            throw new IllegalStateException(
                    "cuda: the driver is for CUDA %d.%d; install one for CUDA 12 or later"
                            .formatted(major, version.getValue() % 1000 / 10));
        }
        CudaDriver driver = new CudaDriver(api, version.getValue());
        driver.check(error, "cuDriverGetVersion");
        error = api.cuInit(0);
        if (error == DriverApi.NO_DEVICE) {
            throw noCard();
        }
        driver.check(error, "cuInit");
        return driver;
    }

    /** The name of the driver's library on this system. */
    public static String file() {
        return Platform.isWindows() ? "nvcuda.dll" : "libcuda.so.1";
    }

    private static IllegalStateException noCard() {
        return new IllegalStateException(
                "cuda: the driver shows no card; is one there, and not hidden by"
                        + " CUDA_VISIBLE_DEVICES?");
    }

    /** The functions, whose results the caller hands to {@link #check}. */
    public DriverApi api() {
        return api;
    }

    /** The versions of CUDA whose libraries this driver and a card take, the newest first. */
    public List<Integer> majors(Card card) {
        List<Integer> majors = new ArrayList<>();
        for (int major = NEWEST; major >= OLDEST; major--) {
            if (major <= version / 1000 && card.isServedBy(major)) {
                majors.add(major);
            }
        }
        return List.copyOf(majors);
    }

    /**
     * The cards, in the driver's order.
     *
     * @throws IllegalStateException if there is none
     */
    public List<Card> cards() {
        IntByReference number = new IntByReference();
        check(api.cuDeviceGetCount(number), "cuDeviceGetCount");
        int count = number.getValue();
        if (count == 0) {
            throw noCard();
        }
        List<Card> cards = new ArrayList<>();
        for (int ordinal = 0; ordinal < count; ordinal++) {
            int device = device(ordinal);
            byte[] name = new byte[256];
            check(api.cuDeviceGetName(name, name.length, device), "cuDeviceGetName");
            LongByReference bytes = new LongByReference();
            check(api.cuDeviceTotalMem_v2(bytes, device), "cuDeviceTotalMem");
            cards.add(
                    new Card(
                            ordinal,
                            Native.toString(name, StandardCharsets.UTF_8.name()),
                            attribute(DriverApi.CAPABILITY_MAJOR, device),
                            attribute(DriverApi.CAPABILITY_MINOR, device),
                            bytes.getValue()));
        }
        return List.copyOf(cards);
    }

    private int device(int ordinal) {
        IntByReference device = new IntByReference();
        check(api.cuDeviceGet(device, ordinal), "cuDeviceGet");
        return device.getValue();
    }

    private int attribute(int which, int device) {
        IntByReference value = new IntByReference();
        check(api.cuDeviceGetAttribute(value, which, device), "cuDeviceGetAttribute");
        return value.getValue();
    }

    /** The context of a card that all of a process share. */
    Pointer context(Card card) {
        PointerByReference context = new PointerByReference();
        check(
                api.cuDevicePrimaryCtxRetain(context, device(card.ordinal())),
                "cuDevicePrimaryCtxRetain");
        return context.getValue();
    }

    /**
     * Refuses an error code.
     *
     * @param call that returned it
     * @throws IllegalStateException with the driver's name and words for it
     */
    public void check(int error, String call) {
        if (error != DriverApi.SUCCESS) {
            PointerByReference name = new PointerByReference();
            PointerByReference words = new PointerByReference();
            boolean known =
                    api.cuGetErrorName(error, name) == DriverApi.SUCCESS
                            && api.cuGetErrorString(error, words) == DriverApi.SUCCESS;
            throw new IllegalStateException(
                    "cuda: %s failed: %s"
                            .formatted(
                                    call,
                                    known
                                            ? "%s, %s (what ran before it on the card may be the cause)"
                                                    .formatted(
                                                            name.getValue().getString(0),
                                                            words.getValue().getString(0))
                                            : "error " + error));
        }
    }
}
