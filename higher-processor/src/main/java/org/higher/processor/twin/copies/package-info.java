/** What a twin has copies of beside its model's methods: private types, private static fields. */
@NullMarked
package org.higher.processor.twin.copies;

import org.jspecify.annotations.NullMarked;
