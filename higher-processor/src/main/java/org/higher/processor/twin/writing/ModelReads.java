package org.higher.processor.twin.writing;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.FieldSpec;
import com.palantir.javapoet.TypeName;
import java.lang.invoke.MethodHandles;
import java.util.List;
import java.util.stream.Stream;
import javax.lang.model.util.Elements;
import javax.lang.model.util.Types;
import org.higher.processor.codegen.FieldReads;
import org.higher.processor.twin.analysis.ModelField;
import org.higher.processor.twin.analysis.TwinModel;
import org.higher.processor.twin.copies.StaticRead;
import org.higher.processor.types.Nesting;
import org.higher.processor.types.RuntimeTypes;
import org.higher.processor.types.Shape;

/**
 * How a twin reads its model's fields: a record's through its accessors unless someone wrote them.
 */
record ModelReads(TwinModel model, FieldReads fields) {
    /** Reads all fields once, so that the handles are in declaration order. */
    static ModelReads of(TwinModel model, Elements elements, Types types) {
        List<String> names =
                Stream.of(
                                model.fields().stream().map(ModelField::name),
                                model.statics().stream().map(StaticRead::name),
                                model.code().flatMap(FieldReads::constantsIn))
                        .flatMap(s -> s)
                        .toList();
        ModelReads reads =
                new ModelReads(model, new FieldReads(model.type(), elements, types, names));
        model.assigned().forEach(reads::of);
        return reads;
    }

    CodeBlock of(ModelField field) {
        CodeBlock value = value(field);
        if (!field.isArray()) {
            return value;
        }
        String copy =
                switch (field.role()) {
                    case PARAMETER -> "parameter";
                    case CONFIGURATION -> "field"; // is read whenever parameters are bound
                    default -> "constant";
                };
        return CodeBlock.of("$T.$L($L)", RuntimeTypes.ND_ARRAYS, copy, value);
    }

    private CodeBlock value(ModelField field) {
        if (isHidden(field)) {
            TypeName type = field.shape().orElseThrow().modelType();
            CodeBlock hidden = fields.readHidden(field.element(), field.name(), "model");
            return type.equals(ClassName.OBJECT)
                    ? hidden
                    : CodeBlock.of("$T.<$T>cast($L)", RuntimeTypes.ACCESS, type, hidden);
        }
        if (field.counterpart().isPresent()) {
            return CodeBlock.of(
                    "$T.counterpart($T.lookup(), $T.class, $L)",
                    RuntimeTypes.ACCESS,
                    MethodHandles.class,
                    field.counterpart().get(),
                    fields.readHidden(field.element(), field.name(), "model"));
        }
        boolean accessor =
                !Nesting.isPrivate(model.type())
                        && model.accessors().stream()
                                .anyMatch(
                                        a ->
                                                a.element()
                                                        .getSimpleName()
                                                        .contentEquals(field.name()));
        return accessor
                ? CodeBlock.of("model.$N()", field.name())
                : fields.read(field.element(), field.name(), field.type(), "model");
    }

    /** Whether a field of tensors or modules is of a type that the twin cannot name. */
    private static boolean isHidden(ModelField field) {
        return field.isInParams()
                && (field.counterpart().isPresent()
                        || field.shape().filter(Shape::holdsPrivateModules).isPresent());
    }

    /** What is read must be there, though the model creates it late. */
    CodeBlock present(ModelField field) {
        return field.late()
                ? CodeBlock.of(
                        "$T.created(model, $S, $L)", RuntimeTypes.ACCESS, field.name(), of(field))
                : of(field);
    }

    /** Looks into what is read: it must not lead to the model's parameters. */
    CodeBlock checked(ModelField field) {
        return CodeBlock.of(
                "$T.check(model, $S, $L)", RuntimeTypes.CONFIGURATION, field.name(), of(field));
    }

    /** Looks into what no code reads: what it leads to must be among the twin's parameters. */
    CodeBlock known(ModelField field) {
        return CodeBlock.of(
                "$T.known(model, $L, $S, parameters())",
                RuntimeTypes.CONFIGURATION,
                fields.owner(field.element()),
                field.element().getSimpleName().toString());
    }

    List<FieldSpec> handles() {
        return fields.handles();
    }
}
