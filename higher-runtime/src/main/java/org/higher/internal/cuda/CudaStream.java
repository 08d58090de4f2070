package org.higher.internal.cuda;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;

/**
 * The one stream of a card, which works off in order what any thread asks for.
 *
 * <p>Whoever calls the driver holds this object's lock, and has {@linkplain #enter entered} before.
 */
final class CudaStream {
    private final CudaDriver driver;
    private final Pointer context;
    private final Pointer handle;

    /** Makes one in the card's context. */
    CudaStream(CudaDriver driver, Card card) {
        this.driver = driver;
        this.context = driver.context(card);
        synchronized (this) {
            enter();
            PointerByReference stream = new PointerByReference();
            check(api().cuStreamCreate(stream, DriverApi.NON_BLOCKING), "cuStreamCreate");
            this.handle = stream.getValue();
        }
    }

    /** Has this thread's calls of the driver mean the card. */
    void enter() {
        check(api().cuCtxSetCurrent(context), "cuCtxSetCurrent");
    }

    Pointer handle() {
        return handle;
    }

    DriverApi api() {
        return driver.api();
    }

    void check(int error, String call) {
        driver.check(error, call);
    }
}
