# The program alone on an empty base:
#   docker run --rm --network none -v "$PWD:/work:ro" ghcr.io/meshlint/meshlint check
FROM rust:1.95-slim AS build
WORKDIR /src
COPY . .
# Without C code there is nothing to link but what comes with the target.
RUN target="$(uname -m)-unknown-linux-musl" \
    && rustup target add "$target" \
    && cargo build --release --locked --target "$target" \
    && cp "target/$target/release/meshlint" /meshlint

FROM scratch
COPY --from=build /meshlint /meshlint
COPY --from=build /src/LICENSE /src/NOTICE /
WORKDIR /work
USER 65532:65532
ENTRYPOINT ["/meshlint"]
CMD ["check"]
