package org.higher.processor.twin.containers;

import com.sun.source.tree.Tree;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import org.higher.processor.text.ClassSource;
import org.higher.processor.types.Shape;
import org.higher.processor.verification.CopiedCode;

/**
 * A model, and what must not be changed of it.
 *
 * @param source that of the model
 * @param copied the code that its twin has copies of
 * @param required the part of it that forward needs
 * @param owners the classes that it is in
 * @param parts the fields that hold layers or tensors, with how they do
 * @param shared the fields whose objects the twin shares and must not change
 * @param free all other fields
 * @param never statements that never run in the twin
 */
public record SharedModel(
        ClassSource source,
        CopiedCode copied,
        CopiedCode required,
        Set<TypeElement> owners,
        Map<VariableElement, Shape> parts,
        Collection<VariableElement> shared,
        Collection<VariableElement> free,
        Collection<Tree> never) {
    TypeElement type() {
        return source.type();
    }

    String name() {
        return type().getQualifiedName().toString();
    }
}
