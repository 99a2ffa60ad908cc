# SPDX-License-Identifier: MIT
# docker build -t komparu . && docker run --rm -v "$PWD:/data:ro" komparu LEFT RIGHT
FROM debian:12-slim AS build
RUN apt-get update \
  && apt-get install -y --no-install-recommends cmake ninja-build g++ dpkg-dev file \
    libfmt-dev libcli11-dev libutf8proc-dev libcurl4-openssl-dev libarchive-dev zlib1g-dev libssl-dev \
    libisal-dev nlohmann-json3-dev
COPY CMakeLists.txt CMakePresets.json CHANGELOG.md LICENSE /komparu/
COPY cmake /komparu/cmake
COPY libkomparu /komparu/libkomparu
COPY apps /komparu/apps
COPY man /komparu/man
WORKDIR /komparu
RUN cmake --preset package && cmake --build --preset package \
  && cd build/package && cpack -G DEB

# The package names the libraries that it needs; nothing else comes along.
FROM debian:12-slim
RUN --mount=type=bind,from=build,source=/komparu/build/package,target=/package \
  apt-get update \
  && apt-get install -y --no-install-recommends ca-certificates /package/komparu_*.deb \
  && rm -rf /var/lib/apt/lists/*
LABEL org.opencontainers.image.title="komparu" \
  org.opencontainers.image.description="Says whether two things hold the same bytes" \
  org.opencontainers.image.licenses="MIT" \
  org.opencontainers.image.version="0.1.0"
RUN useradd --system --no-create-home --shell /usr/sbin/nologin komparu
USER komparu
WORKDIR /data
ENTRYPOINT ["komparu"]
