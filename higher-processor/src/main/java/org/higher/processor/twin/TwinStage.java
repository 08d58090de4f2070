package org.higher.processor.twin;

import com.palantir.javapoet.JavaFile;
import java.util.Optional;
import javax.lang.model.element.TypeElement;
import org.higher.processor.pipeline.Context;
import org.higher.processor.pipeline.Stage;
import org.higher.processor.twin.analysis.TwinAnalysis;
import org.higher.processor.twin.analysis.TwinModel;
import org.higher.processor.twin.writing.LayerWriter;
import org.higher.processor.twin.writing.TwinWriter;
import org.higher.processor.types.Annotations;

/** Models: {@code Net} to {@code FunctionalNet}. */
public final class TwinStage implements Stage {
    private final Context context;

    public TwinStage(Context context) {
        this.context = context;
    }

    @Override
    public boolean accepts(TypeElement type) {
        return Annotations.isFunctional(type);
    }

    @Override
    public Optional<JavaFile> generate(TypeElement type) {
        return new TwinAnalysis(context, type).analyze().map(this::write);
    }

    private JavaFile write(TwinModel model) {
        return model.isInterface()
                ? new LayerWriter(context, model).write()
                : new TwinWriter(context, model).write();
    }
}
