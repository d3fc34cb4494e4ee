// The mark of the app: a parcel whose ribbon is a roof. The same drawing as familydash/static/icon.svg.
export function Mark({ size }: { size: number }) {
  return (
    <svg class="mark" width={size} height={size} viewBox="0 0 64 64" aria-hidden="true">
      <rect class="mark-ground" width="64" height="64" rx="15" />
      <path class="mark-box" d="M14 31h36v17a4 4 0 0 1-4 4H18a4 4 0 0 1-4-4z" />
      <path class="mark-ribbon" d="M28.5 31h7v21h-7z" />
      <path class="mark-roof" d="M11 30 32 12.5 53 30" fill="none" stroke-width="6" stroke-linecap="round" stroke-linejoin="round" />
    </svg>
  );
}
